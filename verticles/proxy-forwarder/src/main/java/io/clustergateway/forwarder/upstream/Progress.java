package io.clustergateway.forwarder.upstream;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** Told of a request's way; {@link #handle} hears once of every request, when it is over. */
@FunctionalInterface
public interface Progress extends Handler<Outcome> {
    /**
     * Its member is asked next, perhaps once more.
     *
     * @param headers that the member will see, credential and identity included; may be added to
     */
    default void asking(HttpServerRequest request, MultiMap headers) {}

    /** The head of its answer goes out; told where the response's own handler for that is taken, perhaps not elsewhere. */
    default void beginning(HttpServerRequest request) {}

    /** The connection is a tunnel from now on. */
    default void tunnelled(HttpServerRequest request) {}

    /**
     * Its answer's last byte goes out next; not told of tunnels, and of a client that leaves.
     *
     * @return completes, never fails, when the last byte may go out
     */
    default Future<Void> ending(Outcome soFar) {
        return Future.succeededFuture();
    }
}
