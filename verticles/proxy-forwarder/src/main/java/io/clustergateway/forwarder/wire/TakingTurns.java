package io.clustergateway.forwarder.wire;

import io.clustergateway.members.Turns;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** Has a client take turns with the other connections of its event loop. */
public final class TakingTurns {
    private TakingTurns() {}

    /** Takes effect on HTTP/2 only: on HTTP/1.1 Vert.x has one request at a time served. */
    public static void of(HttpConnection accepted, Turns turns) {
        boolean isHttp1 = accepted.getWindowSize() < 0;
        if (!isHttp1) {
            turns.ofClient(((HttpServerConnection) accepted).channelHandlerContext());
        }
    }
}
