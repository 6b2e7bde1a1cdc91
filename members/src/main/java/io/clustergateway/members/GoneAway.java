package io.clustergateway.members;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.impl.HttpClientConnectionInternal;

/** What a member's GOAWAY says of a request; Vert.x 5.0.10 tells it only with a copy of a buffer that nobody gives back. */
final class GoneAway {
    private GoneAway() {}

    static boolean leavesOut(HttpClientRequest request) {
        return request.connection() instanceof HttpClientConnectionInternal connection
                && connection.channelHandlerContext().handler() instanceof Http2ConnectionHandler http2
                && leavesOut(http2.connection(), request.streamId());
    }

    private static boolean leavesOut(Http2Connection connection, int stream) {
        return connection.goAwayReceived() && stream > connection.local().lastStreamKnownByPeer();
    }
}
