package io.clustergateway.testkit.real;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition of another process. */
final class Await {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /**
     * Asks again and again until the condition holds.
     *
     * @throws IllegalStateException with {@code complaint}, when it does not hold in time
     */
    static void until(Duration patience, BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(complaint.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
