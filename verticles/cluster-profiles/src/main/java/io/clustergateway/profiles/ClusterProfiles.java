package io.clustergateway.profiles;

import static java.util.Objects.requireNonNull;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.vertx.core.Deployable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The module that publishes ClusterProfiles; not deployed without {@code --publish-cluster-profiles}. */
public final class ClusterProfiles implements Module {
    private final HubApi hub;
    private final String memberNamespace;
    private final ProfileSettings settings;
    private @Nullable ProfileMetrics metrics;

    private ClusterProfiles(HubApi hub, String memberNamespace, ProfileSettings settings) {
        this.hub = requireNonNull(hub, "hub");
        this.memberNamespace = requireNonNull(memberNamespace, "memberNamespace");
        this.settings = settings;
    }

    /**
     * Reads its settings; no I/O.
     *
     * @param profiles section of that name; bad values become faults there
     * @param hub empty without one, where publishing is a fault
     * @param memberNamespace of the member Secrets, and of the Lease by which replicas elect
     * @return empty when nothing is to be published
     */
    public static Optional<Module> of(Settings profiles, Optional<HubApi> hub, String memberNamespace) {
        return ProfileSettings.read(profiles)
                .flatMap(settings -> hub.map(api -> new ClusterProfiles(api, memberNamespace, settings)));
    }

    @Override
    public String name() {
        return ProfileVerticle.NAME;
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new ProfileVerticle(hub, memberNamespace, settings, metrics(context.metrics()), context);
    }

    private synchronized ProfileMetrics metrics(Metrics process) {
        ProfileMetrics made = metrics;
        if (made == null) {
            made = new ProfileMetrics(process.prometheus());
            metrics = made;
        }
        return made;
    }
}
