package io.clustergateway.kernel.lifecycle;

import io.vertx.core.Deployable;

/** One room of the house: named, switchable by {@code --disable-module}, redeployed when it dies. */
public interface Module {
    /** Name in flags, conditions, metrics and logs; lower-case with hyphens. */
    String name();

    /** How many instances run side by side, each on its own event loop; 1 or more. */
    default int instances() {
        return 1;
    }

    /**
     * A fresh verticle, called once for each deployment of each instance. Its start must not wait for anything that may
     * take long: a module that is up and not ready says so by its condition.
     */
    Deployable verticle(ModuleContext context);
}
