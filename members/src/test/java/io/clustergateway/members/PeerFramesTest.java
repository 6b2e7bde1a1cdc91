package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is heard, and in which order, of a peer whose frames wait for their turn while its connection ends. */
final class PeerFramesTest {
    private static final int SENT = 3;
    private static final Object EVENT = "the end of TLS";

    private final List<Object> heard = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new Http2());
    private final ChannelHandlerContext http2 = channel.pipeline().context(Http2.class);
    /** Of one frame each; the next turn comes when the loop's scheduled tasks are run, which nobody does here. */
    private final Turns turns = new Turns(Ticker.SYSTEM, () -> Duration.ofNanos(1), () -> {});

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    static Arguments[] ends() {
        IOException reset = new IOException("Connection reset");
        return new Arguments[] {
            Arguments.of("reset", end(ended -> ended.pipeline().fireExceptionCaught(reset)), reset),
            Arguments.of("event", end(ended -> ended.pipeline().fireUserEventTriggered(EVENT)), EVENT),
            Arguments.of("closed", end(ended -> ended.pipeline().fireChannelInactive()), "inactive")
        };
    }

    /** Told first of the reset, Vert.x fails the requests whose answers had come. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void hearsAllThatAMemberSentBeforeItsEnd(String how, Consumer<EmbeddedChannel> end, Object told) {
        turns.ofMember(http2);
        channel.pipeline().fireChannelRead(frames());
        assertThat(heard).as("the others wait").containsExactly(0);
        end.accept(channel);
        assertThat(heard).containsExactly(0, 1, 2, told);
    }

    @Test
    void dropsWhatAClientLeavesBehind() {
        turns.ofClient(http2);
        ByteBuf frames = frames();
        channel.pipeline().fireChannelRead(frames);
        channel.pipeline().fireChannelInactive();
        assertThat(heard).containsExactly(0, "inactive");
        assertThat(frames.refCnt()).isZero();
    }

    private static Consumer<EmbeddedChannel> end(Consumer<EmbeddedChannel> end) {
        return end;
    }

    /** PING frames (RFC 9113 section 6.7), each with its number. */
    private static ByteBuf frames() {
        ByteBuf all = Unpooled.buffer();
        for (int number = 0; number < SENT; number++) {
            all.writeMedium(Long.BYTES).writeByte(6).writeByte(0).writeInt(0).writeLong(number);
        }
        return all;
    }

    private final class Http2 extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext near, Object message) {
            ByteBuf frame = (ByteBuf) message;
            heard.add((int) frame.getLong(frame.writerIndex() - Long.BYTES));
            frame.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext near, Throwable cause) {
            heard.add(cause);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext near, Object event) {
            heard.add(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext near) {
            heard.add("inactive");
        }
    }
}
