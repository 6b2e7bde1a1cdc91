package io.clustergateway.identity;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The module that answers who a caller is at a member. */
public final class IdentityExchanger implements Module {
    private final IdentitySettings settings;
    private final Optional<HubApi> hub;
    private final String memberNamespace;
    private @Nullable RulesMetrics metrics;

    /**
     * Reads {@code passing} (false), {@code rules} (none) and {@code allowPrivilegedWithoutHub} (false).
     *
     * @param hub for Events; without one, identity passing is on whatever is set
     * @param memberNamespace of the member Secrets, which Events about their rules concern
     */
    public IdentityExchanger(Settings settings, Optional<HubApi> hub, boolean withoutHub, String memberNamespace) {
        this.settings = IdentitySettings.read(settings, withoutHub);
        this.hub = hub;
        this.memberNamespace = memberNamespace;
    }

    @Override
    public String name() {
        return "identity-exchanger";
    }

    @Override
    public synchronized Deployable verticle(ModuleContext context) {
        if (metrics == null) {
            metrics = new RulesMetrics(context.metrics());
        }
        return new ExchangerVerticle(settings, hub, memberNamespace, metrics, context);
    }
}
