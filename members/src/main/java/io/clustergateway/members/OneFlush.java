package io.clustergateway.members;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;

/**
 * Sends what one turn of the event loop wrote to a member over HTTP/2 at once. Vert.x flushes after each frame that
 * no byte of the member's caused, so that many clients' requests would be a TLS record and a system call each.
 */
final class OneFlush {
    private static final int MOST_HELD_BACK = FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES;

    private OneFlush() {}

    static void of(HttpConnection connection) {
        ChannelHandlerContext http2 = ((HttpClientConnectionInternal) connection).channelHandlerContext();
        // Behind HTTP/2, not in front: there a body would wait in the flow controller and a reset overtake it.
        http2.pipeline().addBefore(http2.name(), null, new FlushConsolidationHandler(MOST_HELD_BACK, true));
    }
}
