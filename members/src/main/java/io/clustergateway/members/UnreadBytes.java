package io.clustergateway.members;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Copies what comes over HTTP/1.1 or a raw connection to the heap just before Vert.x would, which then copies no more. Vert.x 5.0.10
 * sets messages aside while whoever reads a connection pauses it, before it copies them, and forgets to release them when the connection closes
 * then (VertxConnection.pending): the native memory of up to eight reads, for each client that leaves in the middle of an upload.
 */
@Sharable
public final class UnreadBytes extends ChannelInboundHandlerAdapter {
    private static final UnreadBytes INSTANCE = new UnreadBytes();

    private UnreadBytes() {}

    /** Of a client's connection; takes effect on HTTP/1.1, and on what that is upgraded to. */
    public static void ofClient(HttpConnection accepted) {
        boolean isHttp1 = accepted.getWindowSize() < 0;
        if (isHttp1) {
            copyBefore(((HttpServerConnection) accepted).channelHandlerContext());
        }
    }

    /** @param vertx Vert.x' own handler of a connection that speaks HTTP/1.1 or nothing */
    static void copyBefore(ChannelHandlerContext vertx) {
        vertx.pipeline().addBefore(vertx.name(), null, INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(copied(message));
    }

    private static Object copied(Object message) {
        if (message instanceof ByteBuf bytes) {
            return VertxHandler.safeBuffer(bytes);
        }
        if (message instanceof HttpContent content) {
            ByteBuf copy = VertxHandler.safeBuffer(content.content());
            return copy == content.content() ? content : content.replace(copy);
        }
        return message;
    }
}
