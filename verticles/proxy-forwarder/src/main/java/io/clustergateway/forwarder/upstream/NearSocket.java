package io.clustergateway.forwarder.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;

/**
 * The client's raw socket behind an upgrade request of any method: the public way, toNetSocket, takes GET and CONNECT only,
 * and SPDY is a POST. The one place that knows Vert.x and netty from inside (docs/decisions/0002-own-upgrade-tunnel.md).
 */
final class NearSocket {
    private static final String DECODER = "httpDecoder";
    private static final String IDLE = "idle";

    private final Http1xServerConnection connection;
    private final Keeper keeper = new Keeper();

    private NearSocket(Http1xServerConnection connection) {
        this.connection = connection;
    }

    /**
     * Keeps what follows the request from being read as HTTP. Must be called on the event loop in the turn that delivered
     * the request, because the next bytes may be in the same packet.
     */
    static NearSocket behind(HttpServerRequest request) {
        Http1xServerConnection connection = (Http1xServerConnection) request.connection();
        NearSocket near = new NearSocket(connection);
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        pipeline.replace(DECODER, DECODER, near.keeper);
        if (pipeline.get(IDLE) != null) {
            pipeline.remove(IDLE);
        }
        return near;
    }

    /** The socket, paused, with what the client sent before the answer. */
    Future<Opened> open() {
        Buffer early = keeper.take();
        return connection.netSocket().map(socket -> {
            socket.pause();
            return new Opened(socket, early);
        });
    }

    /** A socket and the bytes that were read from it already. */
    record Opened(NetSocket socket, Buffer early) {}

    /** Stands where the HTTP decoder stood, under its name, because Vert.x removes it by name. */
    private static final class Keeper extends ChannelInboundHandlerAdapter {
        private static final int ENOUGH = 64 << 10;
        private final Buffer kept = Buffer.buffer();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                context.fireChannelRead(message);
                return;
            }
            kept.appendBuffer(BufferInternal.buffer(bytes.duplicate()));
            bytes.release();
            if (kept.length() > ENOUGH) {
                context.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(true);
        }

        Buffer take() {
            return kept;
        }
    }
}
