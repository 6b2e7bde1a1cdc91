package io.clustergateway.addon;

import static java.util.Objects.requireNonNull;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.vertx.core.Deployable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The module of the OCM add-on; not deployed without {@code --ocm-integration}. */
public final class OcmAddon implements Module {
    /** A fifth of what OCM's lease controller waits for a renewal. */
    private static final Duration RENEWAL = Duration.ofSeconds(60);

    private final HubApi hub;
    private final String namespace;
    private final Duration renewal;
    private @Nullable AddOnMetrics metrics;

    /**
     * No I/O.
     *
     * @param hub where ManagedClusterAddOns are
     * @param namespace of the member Secrets, and of the Lease by which replicas elect
     */
    public OcmAddon(HubApi hub, String namespace) {
        this(hub, namespace, RENEWAL);
    }

    OcmAddon(HubApi hub, String namespace, Duration renewal) {
        this.hub = requireNonNull(hub, "hub");
        this.namespace = requireNonNull(namespace, "namespace");
        this.renewal = renewal;
    }

    @Override
    public String name() {
        return AddOnVerticle.NAME;
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new AddOnVerticle(hub, namespace, renewal, metrics(context.metrics()), context);
    }

    private synchronized AddOnMetrics metrics(Metrics process) {
        AddOnMetrics made = metrics;
        if (made == null) {
            made = new AddOnMetrics(process.prometheus());
            metrics = made;
        }
        return made;
    }
}
