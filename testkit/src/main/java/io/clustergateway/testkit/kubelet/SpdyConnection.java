package io.clustergateway.testkit.kubelet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The streams of one connection, above netty's frame codec. Netty's session handler is left out on purpose: it keeps
 * SPDY's flow-control windows, but Kubernetes' Go peers (moby/spdystream) neither send WINDOW_UPDATE nor obey it, so
 * that every stream would stall after 64 KiB. As with them, back-pressure is TCP's: a full sink stops the reading of
 * the whole connection.
 */
final class SpdyConnection extends ChannelInboundHandlerAdapter {

    private static final int SECONDS_TO_LEAVE = 10;

    private final Channel channel;
    private final SpdySession session;
    private final Map<Integer, SpdyStream> streams = new HashMap<>();
    private final Set<SpdyStream> paused = new HashSet<>();

    SpdyConnection(Channel channel, SpdySession session) {
        this.channel = channel;
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof SpdySynStreamFrame opening) {
            open(opening);
        } else if (frame instanceof SpdyDataFrame data) {
            receive(data);
        } else if (frame instanceof SpdyRstStreamFrame reset) {
            stream(reset.streamId()).ifPresent(SpdyStream::end);
        } else if (frame instanceof SpdyPingFrame ping) {
            ctx.writeAndFlush(ping);
        } else {
            ReferenceCountUtil.release(frame); // SETTINGS, WINDOW_UPDATE, GOAWAY ask for nothing here
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.writabilityChanged(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        streams.values().forEach(SpdyStream::end);
        streams.values().forEach(SpdyStream::discard);
        session.closed();
    }

    /** A peer that vanishes ends the connection; that is no event. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    void pause(SpdyStream stream) {
        paused.add(stream);
        channel.config().setAutoRead(false);
    }

    void resume(SpdyStream stream) {
        paused.remove(stream);
        channel.config().setAutoRead(paused.isEmpty());
    }

    /**
     * Leaves the closing to the far side, as Go's peers drop frames they have not handled yet when they see the end of
     * the connection. Nothing is left to close where the command outlived the stand-in.
     */
    void closeWhenLeft() {
        if (!channel.isActive()) {
            return;
        }
        channel.eventLoop().schedule(() -> channel.close(), SECONDS_TO_LEAVE, TimeUnit.SECONDS);
    }

    private void open(SpdySynStreamFrame frame) {
        SpdyStream stream = new SpdyStream(this, channel, frame.streamId(), frame.headers());
        streams.put(frame.streamId(), stream);
        channel.writeAndFlush(reply(frame.streamId()));
        session.opened(stream);
        if (frame.isLast()) {
            stream.end();
        }
    }

    /** With a header, any: for none at all netty writes no header block, which Go cannot parse. */
    private static SpdySynReplyFrame reply(int streamId) {
        SpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(streamId);
        reply.headers().set("kubelet", "stand-in");
        return reply;
    }

    private void receive(SpdyDataFrame frame) {
        Optional<SpdyStream> stream = stream(frame.streamId());
        stream.ifPresentOrElse(open -> open.received(frame.content()), frame::release);
        if (frame.isLast()) {
            stream.ifPresent(SpdyStream::end);
        }
    }

    private Optional<SpdyStream> stream(int id) {
        return Optional.ofNullable(streams.get(id));
    }
}
