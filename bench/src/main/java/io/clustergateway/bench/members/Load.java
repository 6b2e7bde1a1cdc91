package io.clustergateway.bench.members;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Questions to one member, as many a second as told on average, whether or not the earlier ones were answered. The time to the next
 * one is drawn (exponential, a Poisson process): two even rates would keep step, and meet in every question of a round or in none.
 * Used from one thread.
 */
final class Load {
    private static final int TICK_MILLIS = 1;

    /** Who has no answer by then gives up. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Caller caller;
    private final String member;
    private final int rate;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();
    private final double[] millis = new double[1 << 20];
    private volatile boolean stopped;
    /** By {@link System#nanoTime()}; of the event loop. */
    private long due;

    Load(Vertx vertx, Caller caller, String member, int rate) {
        this.vertx = vertx;
        this.caller = caller;
        this.member = member;
        this.rate = rate;
    }

    /** How many were asked, and how many got a 200 in time. */
    record Count(int asked, int good) {}

    /** Times of the good answers; the gateway's CPU in per cent of a core; what happened beside. */
    record Result(double[] millis, int errors, double cpu, Count beside) {
        Result with(double cpu, Count beside) {
            return new Result(millis, errors, cpu, beside);
        }

        double percentile(double share) {
            return percentile(Stream.of(this), share);
        }

        /** Of the answers of all. */
        static double percentile(Stream<Result> results, double share) {
            double[] all = results.flatMapToDouble(result -> Arrays.stream(result.millis))
                    .sorted()
                    .toArray();
            return all[(int) ((all.length - 1) * share)];
        }
    }

    Result run(Duration time) throws InterruptedException {
        start();
        ManyMembers.pause(time);
        stop();
        ManyMembers.pause(Duration.ofMillis(PATIENCE_MILLIS));
        double[] taken = Arrays.copyOf(millis, good.get());
        Arrays.sort(taken);
        return new Result(taken, asked.get() - good.get(), 0, new Count(0, 0));
    }

    void start() {
        if (rate > 0) {
            due = System.nanoTime();
            vertx.setPeriodic(TICK_MILLIS, id -> {
                if (stopped) {
                    vertx.cancelTimer(id);
                    return;
                }
                while (due - System.nanoTime() < 0) {
                    due += gap();
                    asked.incrementAndGet();
                    ask();
                }
            });
        }
    }

    Count stop() {
        stopped = true;
        return new Count(asked.get(), good.get());
    }

    private long gap() {
        return (long) (-Math.log(1 - ThreadLocalRandom.current().nextDouble()) / rate * 1e9);
    }

    private void ask() {
        long from = System.nanoTime();
        caller.body(Beside.path(member), PATIENCE_MILLIS).onSuccess(body -> {
            int place = good.getAndIncrement();
            millis[place] = (System.nanoTime() - from) / 1e6;
        });
    }
}
