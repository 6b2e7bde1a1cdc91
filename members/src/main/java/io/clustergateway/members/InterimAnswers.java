package io.clustergateway.members;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;

/**
 * Drops a member's interim answers on HTTP/1.1. Vert.x takes a 102 for the answer itself, and then the answer for that of
 * the next request on the connection, which is somebody else's.
 */
final class InterimAnswers extends ChannelInboundHandlerAdapter {
    private static final int SWITCHING = 101;
    private static final int FIRST_FINAL = 200;

    private boolean dropping;

    private InterimAnswers() {}

    static void drop(HttpConnection connection) {
        ChannelHandlerContext http1 = ((HttpClientConnectionInternal) connection).channelHandlerContext();
        http1.pipeline().addBefore(http1.name(), null, new InterimAnswers());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpResponse head) {
            int code = head.status().code();
            dropping = code < FIRST_FINAL && code != SWITCHING;
        }
        if (dropping && message instanceof HttpObject) {
            dropping = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }
}
