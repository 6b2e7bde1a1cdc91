package io.clustergateway.status;

import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;

/** The module that answers the management port's {@code /ui}; not deployed without {@code --status-page}. */
public final class StatusPage implements Module {
    @Override
    public String name() {
        return "status-page";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new StatusVerticle(context);
    }
}
