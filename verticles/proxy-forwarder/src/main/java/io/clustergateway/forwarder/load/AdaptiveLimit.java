package io.clustergateway.forwarder.load;

import java.time.Duration;

/**
 * How many requests a member takes at once, found out by its answers: it grows by about its square root per round of
 * answers while it is made use of, and shrinks when answers slow down against the member's own past, or are failures.
 *
 * <p>One round of requests makes one cut, however many of them failed. (Netflix' concurrency-limits cuts for each failure
 * of a burst in its AIMD limit, so that one reset connection ends at the minimum, and its gradient limit does not look at
 * failures.) Not safe from other threads.
 */
final class AdaptiveLimit {
    private static final double SLOWER = 2;
    private static final long FAST_ENOUGH = Duration.ofMillis(100).toNanos();
    private static final double SHORT_WEIGHT = 0.1;
    private static final double LONG_WEIGHT = 0.005;
    private static final int KNOWN_AFTER = 20;
    private static final double CUT_SLOW = 0.9;
    private static final double CUT_FAILED = 0.7;
    private static final double FORGET = 0.95;

    private double limit;
    private double recent;
    private double usual;
    private int seen;
    private boolean wasCut;
    private long cutAt;

    AdaptiveLimit(Limits limits) {
        limit = limits.adapting().first();
    }

    /** In force now. */
    int current(Limits limits) {
        return limits.adapting().isOn()
                ? (int) Math.max(
                        limits.adapting().least(),
                        Math.min(limit, limits.requests().perMember()))
                : limits.requests().perMember();
    }

    /**
     * The member answered, and was not overloaded in its own words.
     *
     * @param startedAt when the request was sent
     * @param latency until the head of the answer, in nanoseconds
     * @param inFlight with this one
     */
    void answered(long startedAt, long latency, int inFlight, long now, Limits limits) {
        note(latency);
        boolean isUsed = inFlight * 2 >= current(limits);
        boolean isSlow = seen >= KNOWN_AFTER && recent > FAST_ENOUGH && recent > usual * SLOWER;
        // One caller's fast answers are many rounds while another's slow ones are one.
        if (isUsed && isSlow && latency > FAST_ENOUGH) {
            cut(CUT_SLOW, startedAt, now, limits);
        } else if (isUsed && !isSlow) {
            keep(limit + Math.sqrt(limit) / limit, limits);
        }
    }

    /** It failed, or said that it has too much to do. */
    void overloaded(long startedAt, long now, Limits limits) {
        cut(CUT_FAILED, startedAt, now, limits);
    }

    private void note(long latency) {
        seen = Math.min(seen + 1, KNOWN_AFTER);
        double weight = 1.0 / seen;
        recent += (latency - recent) * Math.max(SHORT_WEIGHT, seen == KNOWN_AFTER ? 0 : weight);
        usual += (latency - usual) * Math.max(LONG_WEIGHT, seen == KNOWN_AFTER ? 0 : weight);
        if (usual > recent * SLOWER) {
            usual *= FORGET;
        }
    }

    private void cut(double factor, long startedAt, long now, Limits limits) {
        if (wasCut && startedAt - cutAt < 0) {
            return;
        }
        wasCut = true;
        cutAt = now;
        keep(limit * factor, limits);
    }

    private void keep(double next, Limits limits) {
        limit = Math.max(
                limits.adapting().least(), Math.min(next, limits.requests().perMember()));
    }
}
