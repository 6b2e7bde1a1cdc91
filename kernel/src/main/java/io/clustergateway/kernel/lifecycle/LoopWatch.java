package io.clustergateway.kernel.lifecycle;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Readiness;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.ThreadProperties;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices event loops that stand still, from a thread of its own: all connections of such a loop stall, and nothing on it
 * could say so. Counted, shown as a warning as long as it lasts, and logged with the code that the loop is in.
 */
final class LoopWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoopWatch.class);
    private static final String WARNING = "event-loop";
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final double[] BUCKETS = {0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
    private static final double NANOS = 1e9;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, LoopWatch::daemon);
    private final List<Loop> loops = new ArrayList<>();
    private final Readiness readiness;
    private final Ticker ticker;
    private final Counter blocked;
    private final Histogram delay;
    private long lookedAt;

    /** Watches from {@link #start} on. */
    LoopWatch(EventLoopGroup group, Readiness readiness, Metrics metrics, Ticker ticker) {
        this.readiness = readiness;
        this.ticker = ticker;
        this.blocked = Counter.builder("cluster_gateway_event_loop_blocked_total")
                .description("How often an event loop stood still for more than two seconds.")
                .register(metrics.registry());
        this.delay = Histogram.builder()
                .name("cluster_gateway_event_loop_delay_seconds")
                .help("Time that work waited for its turn on an event loop, tried on each loop twice a second.")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(metrics.prometheus());
        group.forEach(loop -> loops.add(new Loop(loop)));
        lookedAt = ticker.nanos();
    }

    void start() {
        thread.scheduleAtFixedRate(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** A look that comes late itself says nothing about loops: the whole process stood still. */
    private void look() {
        long now = ticker.nanos();
        boolean isLate = now - lookedAt > LIMIT.toNanos();
        lookedAt = now;
        int standing = 0;
        for (Loop loop : loops) {
            standing += loop.look(now, isLate) ? 1 : 0;
        }
        if (standing == 0) {
            readiness.clear(WARNING);
        } else {
            readiness.warn(
                    WARNING,
                    "%d of %d event loops are blocked; the log names the code".formatted(standing, loops.size()));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread made = new Thread(work, "event-loop-watch");
        made.setDaemon(true);
        return made;
    }

    /** One event loop; the time of the last question, and whether it was answered. */
    private final class Loop {
        private static final long ANSWERED = Long.MIN_VALUE;
        private static final int DEPTH = 8;

        private final EventExecutor executor;
        private final AtomicLong askedAt = new AtomicLong(ANSWERED);
        private boolean isBlocked;

        Loop(EventExecutor executor) {
            this.executor = executor;
        }

        /** Whether it stands still. */
        boolean look(long now, boolean isLate) {
            long asked = askedAt.get();
            if (asked == ANSWERED) {
                isBlocked = false;
                askedAt.set(now);
                ask();
            } else if (isLate) {
                askedAt.compareAndSet(asked, now);
            } else if (!isBlocked && now - asked > LIMIT.toNanos()) {
                isBlocked = true;
                blocked.increment();
                log.error("event loop is blocked {}", place());
            }
            return isBlocked;
        }

        private void ask() {
            if (!executor.isShuttingDown()) {
                long asked = System.nanoTime();
                executor.execute(() -> {
                    askedAt.set(ANSWERED);
                    delay.observe((System.nanoTime() - asked) / NANOS);
                });
            }
        }

        private String place() {
            if (!(executor instanceof SingleThreadEventExecutor single)) {
                return "thread=unknown";
            }
            ThreadProperties thread = single.threadProperties();
            StackTraceElement[] stack = thread.stackTrace();
            return "thread=%s at=%s".formatted(thread.name(), List.of(stack).subList(0, Math.min(DEPTH, stack.length)));
        }
    }
}
