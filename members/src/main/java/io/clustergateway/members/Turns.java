package io.clustergateway.members;

import io.clustergateway.kernel.Ticker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has the HTTP/2 connections of one event loop take turns, frame by frame. netty serves all that it has read of one before it
 * looks after any other, and that may be thousands of requests, resets or answers. Here a connection that brings more than one turn serves
 * waits, and is not read meanwhile; those that bring little come before those that wait. Whoever waits goes on as soon as
 * the others had their turn, so nothing is served more slowly where nobody else is there. Used on its event loop only.
 */
public final class Turns {
    /** Without limit; for any event loop. */
    public static final Turns NONE = new Turns(Ticker.SYSTEM, () -> Duration.ZERO, () -> {});

    /** What one may take at once while others wait, so that many who begin together do not add up. */
    private static final int NEWCOMERS_SHARE = 8;

    private final Ticker ticker;
    private final Supplier<Duration> most;
    private final Runnable waits;
    private final Deque<PeerFrames> waiting = new ArrayDeque<>();

    /**
     * Nobody waits yet.
     *
     * @param most how long frames may keep the event loop before others are looked after; zero for no limit
     * @param waits told each time that a connection has to wait
     */
    public Turns(Ticker ticker, Supplier<Duration> most, Runnable waits) {
        this.ticker = ticker;
        this.most = most;
        this.waits = waits;
    }

    /**
     * Has a client take turns from now on. What waits when it leaves is dropped: nobody is there to get an answer.
     *
     * @param http2 its connection's handler of HTTP/2; what is put in front of that later waits as well
     */
    public void ofClient(ChannelHandlerContext http2) {
        http2.pipeline().addBefore(http2.name(), null, new PeerFrames(this, false));
    }

    /** Likewise a member; its last answers count although it has closed behind them. */
    void ofMember(ChannelHandlerContext http2) {
        http2.pipeline().addBefore(http2.name(), null, new PeerFrames(this, true));
    }

    /** Serves what has just come of a peer that does not wait, or some of it. */
    void serve(PeerFrames peer, EventExecutor loop) {
        long limit = most.get().toNanos();
        if (limit == 0) {
            peer.passAll();
            return;
        }
        pass(peer, waiting.isEmpty() ? limit : limit / NEWCOMERS_SHARE);
        if (peer.hasMore()) {
            peer.hold();
            waits.run();
            waiting.addLast(peer);
            if (waiting.size() == 1) {
                goOn(loop);
            }
        }
    }

    /** netty reads its sockets between a scheduled task and the one that this schedules; not so with executed ones. */
    private void goOn(EventExecutor loop) {
        loop.schedule(() -> round(loop), 0, TimeUnit.NANOSECONDS);
    }

    private void round(EventExecutor loop) {
        long begun = ticker.nanos();
        long limit = most.get().toNanos();
        int peers = waiting.size();
        for (int i = 0; i < peers && (i == 0 || ticker.nanos() - begun < limit); i++) {
            PeerFrames peer = waiting.removeFirst();
            pass(peer, limit / peers);
            peer.passed();
            if (peer.hasMore()) {
                waiting.addLast(peer);
            } else {
                peer.release();
            }
        }
        if (!waiting.isEmpty()) {
            goOn(loop);
        }
    }

    /** One frame at least. */
    private void pass(PeerFrames peer, long nanos) {
        long begun = ticker.nanos();
        do {
            peer.pass();
        } while (peer.hasMore() && ticker.nanos() - begun < nanos);
    }
}
