package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Sends what one turn of the event loop wrote to an HTTP/2 client at once. Vert.x flushes after each frame when the writes
 * come from elsewhere than the client's own bytes, as a proxy's do: head and body, the end and each further stream would
 * be a TLS record and a system call of their own.
 */
public final class OneFlush {
    private static final int MOST_HELD_BACK = FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES;

    private OneFlush() {}

    /** Takes effect on HTTP/2 only. */
    public static void of(HttpConnection accepted) {
        boolean isHttp1 = accepted.getWindowSize() < 0;
        if (isHttp1) {
            return;
        }
        ChannelHandlerContext http2 = ((HttpServerConnection) accepted).channelHandlerContext();
        // Behind HTTP/2, not in front: there a body would wait in the flow controller and a reset overtake it.
        http2.pipeline().addBefore(http2.name(), null, new FlushConsolidationHandler(MOST_HELD_BACK, true));
    }
}
