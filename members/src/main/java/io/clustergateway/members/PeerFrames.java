package io.clustergateway.members;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has come of one HTTP/2 peer and is not served yet; passed on frame by frame. */
final class PeerFrames extends ChannelDuplexHandler {
    private static final int HEAD = 9;
    private static final int LENGTH = 3;

    /** RFC 9113 section 3.4: a connection begins with 24 bytes that are no frame; read as one, their length is this. */
    private static final int PREFACE_AS_LENGTH = 'P' << 16 | 'R' << 8 | 'I';

    private static final int PREFACE = 24;

    private final Turns turns;
    private final boolean countsToTheEnd;
    private final Deque<ByteBuf> came = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private boolean isPassing;
    private boolean isHeld;
    private boolean isGone;
    private int headSeen;
    private int length;
    private int bodyLeft;

    PeerFrames(Turns turns, boolean countsToTheEnd) {
        this.turns = turns;
        this.countsToTheEnd = countsToTheEnd;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext near, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            near.fireChannelRead(message);
            return;
        }
        came.addLast(bytes);
        if (!isHeld && !isPassing) {
            turns.serve(this, near.executor());
        }
    }

    /** HTTP/2 asks for more whenever reading is switched off. */
    @Override
    public void read(ChannelHandlerContext near) {
        if (!isHeld) {
            near.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext near) {
        // netty takes the pipeline apart next, so there is no later turn.
        if (countsToTheEnd) {
            passAll();
        }
        drop();
        near.fireChannelInactive();
    }

    /** What came before a connection was reset comes before that is told, as without turns. */
    @Override
    public void exceptionCaught(ChannelHandlerContext near, Throwable cause) {
        settle();
        near.fireExceptionCaught(cause);
    }

    /** Likewise the end of the peer's writing, and of TLS. */
    @Override
    public void userEventTriggered(ChannelHandlerContext near, Object event) {
        settle();
        near.fireUserEventTriggered(event);
    }

    private void settle() {
        if (countsToTheEnd && !isPassing) {
            passAll();
        }
    }

    boolean hasMore() {
        return !came.isEmpty();
    }

    void passAll() {
        while (hasMore()) {
            pass();
        }
    }

    /** Passes on what has come of the next frame. */
    void pass() {
        ByteBuf bytes = came.peekFirst();
        if (bytes == null) {
            return;
        }
        int size = ofOneFrame(bytes);
        ByteBuf frame;
        if (size == bytes.readableBytes()) {
            frame = came.removeFirst();
        } else {
            frame = bytes.readRetainedSlice(size);
        }
        isPassing = true;
        try {
            near().fireChannelRead(frame);
        } finally {
            isPassing = false;
        }
    }

    /** What was passed on since the last time is all for now. */
    void passed() {
        if (!isGone) {
            near().fireChannelReadComplete();
        }
    }

    /** Reads no more of the peer until {@link #release}. */
    void hold() {
        isHeld = true;
        near().channel().config().setAutoRead(false);
    }

    void release() {
        isHeld = false;
        if (!isGone) {
            near().channel().config().setAutoRead(true);
        }
    }

    /** How many of these bytes belong to the frame that they begin or go on with. */
    private int ofOneFrame(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (bodyLeft == 0 && headSeen < HEAD && at < bytes.writerIndex()) {
            head(bytes.getUnsignedByte(at));
            at++;
        }
        int body = Math.min(bodyLeft, bytes.writerIndex() - at);
        bodyLeft -= body;
        if (headSeen == HEAD && bodyLeft == 0) {
            headSeen = 0;
            length = 0;
        }
        return at + body - bytes.readerIndex();
    }

    private void head(int octet) {
        if (headSeen < LENGTH) {
            length = length << Byte.SIZE | octet;
        }
        headSeen++;
        if (headSeen == HEAD) {
            bodyLeft = length == PREFACE_AS_LENGTH ? PREFACE - HEAD : length;
        }
    }

    private ChannelHandlerContext near() {
        return requireNonNull(context, "context");
    }

    private void drop() {
        isGone = true;
        came.forEach(ByteBuf::release);
        came.clear();
    }
}
