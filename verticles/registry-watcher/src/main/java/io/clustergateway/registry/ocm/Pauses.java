package io.clustergateway.registry.ocm;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from a second on, each a quarter shorter or longer, so that replicas do not ask together. */
final class Pauses {
    private static final long SHORTEST_MILLIS = 1_000;

    private final long longest;
    private long next = SHORTEST_MILLIS;

    Pauses(Duration longest) {
        this.longest = longest.toMillis();
        reset();
    }

    /** The next pause, in milliseconds. */
    long next(RandomGenerator random) {
        long pause = next;
        next = Math.min(longest, 2 * next);
        return pause * 3 / 4 + random.nextLong(pause / 2 + 1);
    }

    void reset() {
        next = Math.min(longest, SHORTEST_MILLIS);
    }
}
