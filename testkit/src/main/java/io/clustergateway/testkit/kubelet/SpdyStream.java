package io.clustergateway.testkit.kubelet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** One stream that the far side opened. Reading is the event loop's; writing is anybody's. */
final class SpdyStream {

    private final SpdyConnection connection;
    private final Channel channel;
    private final int id;
    private final SpdyHeaders headers;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private Optional<SpdySink> sink = Optional.empty();
    private boolean ended;

    SpdyStream(SpdyConnection connection, Channel channel, int id, SpdyHeaders headers) {
        this.connection = connection;
        this.channel = channel;
        this.id = id;
        this.headers = headers;
    }

    /** The value of a header that every stream of this kind has; empty text when this one has not. */
    String header(String name) {
        return headers.getAsString(name) == null ? "" : headers.getAsString(name);
    }

    /** Hands over what came so far and all that will come. */
    void pipeTo(SpdySink target) {
        sink = Optional.of(target);
        while (!early.isEmpty()) {
            target.data(early.remove());
        }
        if (ended) {
            target.end();
        }
    }

    ChannelFuture write(ByteBuf bytes) {
        return channel.writeAndFlush(new DefaultSpdyDataFrame(id, bytes));
    }

    /** Half close: this side sends no more. */
    ChannelFuture finish() {
        SpdyDataFrame last = new DefaultSpdyDataFrame(id, Unpooled.EMPTY_BUFFER);
        last.setLast(true);
        return channel.writeAndFlush(last);
    }

    /** Stops reading the whole connection, see {@link SpdyConnection}. On the event loop. */
    void pause() {
        connection.pause(this);
    }

    /** From any thread; it takes effect after every {@link #pause} that came before. */
    void resume() {
        channel.eventLoop().execute(() -> connection.resume(this));
    }

    void received(ByteBuf bytes) {
        sink.ifPresentOrElse(target -> target.data(bytes), () -> early.add(bytes));
    }

    void end() {
        if (!ended) {
            ended = true;
            sink.ifPresent(SpdySink::end);
        }
    }

    /** Frees what nobody asked for. */
    void discard() {
        early.forEach(ByteBuf::release);
        early.clear();
    }
}
