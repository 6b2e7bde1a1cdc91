package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Tells of bytes of an HTTP/1.1 client before Vert.x makes a request of them: of a head that comes slowly it says nothing
 * until the head is whole.
 */
public final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final String DECODER = "httpDecoder";

    private final Runnable came;

    private FirstBytes(Runnable came) {
        this.came = came;
    }

    /** Takes effect on HTTP/1.1 only; {@code came} runs on the connection's context. */
    public static void of(HttpConnection accepted, Runnable came) {
        boolean isHttp1 = accepted.getWindowSize() < 0;
        if (isHttp1) {
            ChannelPipeline pipeline =
                    ((HttpServerConnection) accepted).channelHandlerContext().pipeline();
            pipeline.addBefore(DECODER, null, new FirstBytes(came));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        came.run();
        context.fireChannelRead(bytes);
    }
}
