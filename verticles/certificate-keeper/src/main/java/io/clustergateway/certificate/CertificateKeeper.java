package io.clustergateway.certificate;

import static java.util.Objects.requireNonNull;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import java.util.Optional;

/** The module that keeps the serving certificate; not deployed without {@code --self-managed-certificate}. */
public final class CertificateKeeper implements Module {
    /** Name of the Secret, unless another is given. */
    public static final String DEFAULT_SECRET = "cluster-gateway-self-managed-cert";

    private final HubApi hub;
    private final KeeperSettings settings;
    private final Pace pace;

    CertificateKeeper(HubApi hub, KeeperSettings settings, Pace pace) {
        this.hub = requireNonNull(hub, "hub");
        this.settings = settings;
        this.pace = requireNonNull(pace, "pace");
    }

    /**
     * Reads its settings; no I/O but the name of the pod's namespace.
     *
     * @param serving section of that name; bad values become faults there
     * @param hub empty when there is none to be found
     * @param withoutHub whether there shall be none, where this is a fault
     * @return empty when certificates are not kept
     */
    public static Optional<Module> of(Settings serving, Optional<HubApi> hub, boolean withoutHub, Pace pace) {
        return KeeperSettings.read(serving, withoutHub)
                .flatMap(settings -> hub.map(api -> new CertificateKeeper(api, settings, pace)));
    }

    @Override
    public String name() {
        return KeeperVerticle.NAME;
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new KeeperVerticle(hub, settings, pace, context);
    }
}
