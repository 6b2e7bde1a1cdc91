package io.clustergateway.registry;

import io.vertx.core.Future;

/** Where member Secrets come from. */
sealed interface MemberSource permits HubSource, FolderSource {
    /** Begins to tell a {@link Registry}; fails only with a fault of the operator's input. */
    Future<Void> start();

    Future<Void> stop();
}
