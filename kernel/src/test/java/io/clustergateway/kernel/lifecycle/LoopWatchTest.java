package io.clustergateway.kernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopWatchTest {
    private static final String COUNTED = "cluster_gateway_event_loop_blocked_total 1.0";

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        vertx.close().await();
        metrics.close();
    }

    /** The work that waited on the one loop waited for more than two seconds. */
    @Test
    void countsAndShowsALoopThatStandsStillUntilItGoesOn() {
        try (LoopWatch watch = watch(Ticker.SYSTEM)) {
            watch.start();
            block();
            await().until(() -> readiness.warnings().containsKey("event-loop"));
            assertThat(readiness.warnings().get("event-loop")).startsWith("1 of ");
            assertThat(metrics.scrape()).contains(COUNTED);
            release.countDown();
            await().until(() -> readiness.warnings().isEmpty());
            await().until(() -> secondsWaited() > 2);
        }
    }

    /** As on a machine that was asleep. */
    @Test
    void saysNothingOfLoopsWhenTheClockJumps() {
        AtomicLong jump = new AtomicLong();
        AtomicLong looks = new AtomicLong();
        Ticker ticker = () -> {
            looks.incrementAndGet();
            return jump.addAndGet(60_000_000_000L);
        };
        try (LoopWatch watch = watch(ticker)) {
            watch.start();
            block();
            await().until(() -> looks.get() > 6);
            assertThat(readiness.warnings()).isEmpty();
        }
    }

    private double secondsWaited() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("cluster_gateway_event_loop_delay_seconds_sum "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private LoopWatch watch(Ticker ticker) {
        return new LoopWatch(((VertxInternal) vertx).nettyEventLoopGroup(), readiness, metrics, ticker);
    }

    private void block() {
        vertx.runOnContext(now -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
