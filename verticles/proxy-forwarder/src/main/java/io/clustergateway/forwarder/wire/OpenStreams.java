package io.clustergateway.forwarder.wire;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Holds a client to a number of streams whether it has acknowledged the SETTINGS that say so or not, which is when netty
 * would begin to.
 */
public final class OpenStreams {
    private OpenStreams() {}

    /** Resets what is beyond it with REFUSED_STREAM, before there is a request; takes effect on HTTP/2 only. */
    public static void limit(HttpConnection accepted, long most) {
        Http2ConnectionHandler http2 = ((HttpServerConnection) accepted)
                .channelHandlerContext()
                .pipeline()
                .get(Http2ConnectionHandler.class);
        if (http2 != null) {
            http2.connection().remote().maxActiveStreams((int) Math.min(Integer.MAX_VALUE, most));
        }
    }
}
