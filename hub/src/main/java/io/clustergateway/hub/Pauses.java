package io.clustergateway.hub;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from a second on, each shorter by up to a quarter, so that replicas do not ask together. */
final class Pauses {
    private static final long SHORTEST_MILLIS = 1_000;

    private final long longest;
    private long next;

    Pauses(Duration longest) {
        this.longest = longest.toMillis();
        reset();
    }

    /** The next pause, in milliseconds. */
    long next(RandomGenerator random) {
        long pause = next;
        next = Math.min(longest, 2 * next);
        return pause - random.nextLong(pause / 4 + 1);
    }

    void reset() {
        next = Math.min(longest, SHORTEST_MILLIS);
    }
}
