package io.clustergateway.testkit.kubelet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.Optional;

/** A data stream and the TCP connection it stands for, half closes and back-pressure included. */
final class ForwardedConnection extends ChannelInboundHandlerAdapter implements SpdySink {

    private final SpdyStream data;
    private final SpdyStream error;
    private final Channel spdy;
    private Optional<SocketChannel> target = Optional.empty();
    private boolean finished;

    ForwardedConnection(SpdyStream data, SpdyStream error, Channel spdy) {
        this.data = data;
        this.error = error;
        this.spdy = spdy;
    }

    /** Starts the way from kubectl to the target; the way back starts by itself. */
    void connected(SocketChannel socket) {
        target = Optional.of(socket);
        data.pipeTo(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        data.write((ByteBuf) bytes);
        ctx.channel().config().setAutoRead(spdy.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            finish();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            data.resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish();
        data.resume();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void data(ByteBuf bytes) {
        target.ifPresentOrElse(
                socket -> {
                    socket.writeAndFlush(bytes);
                    if (!socket.isWritable() && socket.isActive()) {
                        data.pause();
                    }
                },
                bytes::release);
    }

    @Override
    public void end() {
        target.ifPresent(
                socket -> socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> shutdownOutput(socket)));
    }

    /** Only after the last write is through: netty drops what is still queued when the output is shut down. */
    private void shutdownOutput(SocketChannel socket) {
        socket.shutdownOutput().addListener(done -> {
            if (finished) {
                socket.close();
            }
        });
    }

    /** The target sends no more: so it is for kubectl, which waits for the end of both streams. */
    private void finish() {
        if (!finished) {
            finished = true;
            data.finish();
            error.finish();
            target.filter(SocketChannel::isOutputShutdown).ifPresent(SocketChannel::close);
        }
    }
}
