package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Ends a request whose client takes nothing of its answer for too long. Since a pause ends only when half of the 64 KiB
 * that are held for a client have left, this is a lowest speed as well. Used on one context only.
 */
final class ClientStall {
    /** Fewer bytes of an upload in its time are none. */
    static final long LEAST_BYTES = 4096;

    private static final long NONE = -1;

    private final Vertx vertx;
    private final Exchange exchange;
    private long timer = NONE;

    ClientStall(Vertx vertx, Exchange exchange) {
        this.vertx = vertx;
        this.exchange = exchange;
    }

    /** It is the client's turn to read. */
    void begin() {
        Duration limit = exchange.admission().orElseThrow().stall();
        if (timer == NONE && !limit.isZero()) {
            timer = vertx.setTimer(Math.max(1, limit.toMillis()), late -> exchange.stalled(answer(limit)));
        }
    }

    /** It has read, or left. */
    void end() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    static Failure upload(Duration limit) {
        return Failure.of(
                        408,
                        "Timeout",
                        "the request's body came too slowly: less than %d bytes in %d s"
                                .formatted(LEAST_BYTES, limit.toSeconds()),
                        Hop.REQUEST)
                .because("ClientStalled", "body too slow");
    }

    private static Failure answer(Duration limit) {
        return Failure.of(408, "Timeout", "the answer was not read for %d s".formatted(limit.toSeconds()), Hop.REQUEST)
                .because("ClientStalled", "answer not read");
    }
}
