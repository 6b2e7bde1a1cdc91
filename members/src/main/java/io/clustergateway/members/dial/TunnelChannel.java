package io.clustergateway.members.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A netty channel whose bytes travel in a {@link TunnelStream}: Vert.x's TLS, HTTP and pools run on it as on a socket, with no
 * socket and no second copy in between. It needs no selector, so any event loop will do.
 */
public final class TunnelChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final int PAUSE_BYTES = 256 << 10;
    private static final int READS_AT_ONCE = 16;

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Queue<ByteBuf> inbound = new ArrayDeque<>();
    private @Nullable SocketAddress target;
    private @Nullable ChannelPromise connecting;
    private @Nullable Future<?> limit;
    private @Nullable TunnelStream stream;
    private boolean closed;
    private boolean ended;
    private boolean wantsRead;
    private boolean isDelivering;
    private boolean isPaused;
    private int queued;

    TunnelChannel() {
        super(null);
    }

    /** The far end is there. */
    public void opened(TunnelStream opened) {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(() -> opened(opened));
            return;
        }
        ChannelPromise promise = connecting;
        connecting = null;
        if (promise == null || closed) {
            opened.close();
            return;
        }
        stream = opened;
        cancelLimit();
        promise.trySuccess();
        pipeline().fireChannelActive();
    }

    /** The far end cannot be had. */
    public void failed(Throwable cause) {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(() -> failed(cause));
            return;
        }
        ChannelPromise promise = connecting;
        connecting = null;
        if (promise != null) {
            promise.tryFailure(cause);
        }
        close();
    }

    /** Bytes of the far end; takes them over. */
    public void received(ByteBuf bytes) {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(() -> received(bytes));
            return;
        }
        if (closed || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        queued += bytes.readableBytes();
        inbound.add(bytes);
        deliver();
        TunnelStream from = stream;
        if (queued > PAUSE_BYTES && !isPaused && from != null) {
            isPaused = true;
            from.pause();
        }
    }

    /** The far end sends no more: what it has sent is passed on, then the channel closes. */
    public void ended() {
        if (!eventLoop().inEventLoop()) {
            eventLoop().execute(this::ended);
            return;
        }
        ended = true;
        deliver();
        if (connecting != null) {
            failed(new ClosedChannelException());
        }
    }

    private void deliver() {
        if (isDelivering) {
            return;
        }
        isDelivering = true;
        try {
            while (wantsRead && !inbound.isEmpty()) {
                wantsRead = false;
                for (int i = 0; i < READS_AT_ONCE && !inbound.isEmpty(); i++) {
                    ByteBuf bytes = inbound.remove();
                    queued -= bytes.readableBytes();
                    pipeline().fireChannelRead(bytes);
                }
                pipeline().fireChannelReadComplete();
            }
        } finally {
            isDelivering = false;
        }
        afterDelivery();
    }

    private void afterDelivery() {
        TunnelStream from = stream;
        if (isPaused && queued <= PAUSE_BYTES / 2 && from != null) {
            isPaused = false;
            from.resume();
        }
        if (ended && inbound.isEmpty() && !closed && stream != null) {
            unsafe().close(voidPromise());
        }
    }

    @Override
    protected void doBeginRead() {
        wantsRead = true;
        if (!isDelivering && !inbound.isEmpty()) {
            eventLoop().execute(this::deliver);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws ClosedChannelException {
        TunnelStream to = stream;
        if (closed || to == null) {
            throw new ClosedChannelException();
        }
        while (out.current() instanceof ByteBuf bytes) {
            if (to.isFull()) {
                to.onWritable(((TunnelUnsafe) unsafe())::resumeWriting);
                return;
            }
            to.write(bytes.retain());
            out.remove();
        }
    }

    @Override
    protected void doClose() {
        closed = true;
        cancelLimit();
        ChannelPromise promise = connecting;
        connecting = null;
        if (promise != null) {
            promise.tryFailure(new ClosedChannelException());
        }
        inbound.forEach(ByteBuf::release);
        inbound.clear();
        TunnelStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void cancelLimit() {
        Future<?> timer = limit;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException("a tunnel has no local address");
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        promise.setSuccess();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new TunnelUnsafe();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return target;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return stream != null && !closed;
    }

    private final class TunnelUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            if (!(remote instanceof DialTarget.Tunnel tunnel)) {
                promise.setFailure(new IllegalArgumentException("no tunnel leads there"));
                return;
            }
            target = remote;
            connecting = promise;
            limit = eventLoop()
                    .schedule(
                            () -> failed(new ConnectTimeoutException("the tunnel was not open in time")),
                            config.getConnectTimeoutMillis(),
                            TimeUnit.MILLISECONDS);
            tunnel.dialler().dial(tunnel.host(), tunnel.port(), TunnelChannel.this);
        }

        void resumeWriting() {
            flush0();
        }
    }
}
