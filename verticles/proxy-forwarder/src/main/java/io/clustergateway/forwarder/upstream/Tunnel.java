package io.clustergateway.forwarder.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;

/** Two sockets joined. The end of either, once what it sent has been passed on, is the end of both. */
final class Tunnel {
    /** For a peer that does not take the last bytes of one that has gone. */
    private static final long DRAIN_MILLIS = 10_000;

    private final Vertx vertx;
    private final Exchange exchange;
    private final NetSocket near;
    private final NetSocket far;

    Tunnel(Vertx vertx, Exchange exchange, NetSocket near, NetSocket far) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.near = near;
        this.far = far;
    }

    void start() {
        exchange.sending(() -> {
            near.close();
            far.close();
        });
        near.closeHandler(closed -> drain(far));
        far.closeHandler(closed -> drain(near));
        join(near, far);
        join(far, near);
    }

    private static void join(NetSocket from, NetSocket to) {
        from.pipe().endOnComplete(false).to(to).onComplete(done -> to.end());
    }

    /** The other end's pipe closes it after the last byte; this makes sure that it does. */
    private void drain(NetSocket other) {
        long timer = vertx.setTimer(DRAIN_MILLIS, late -> other.close());
        other.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            exchange.finish();
        });
    }
}
