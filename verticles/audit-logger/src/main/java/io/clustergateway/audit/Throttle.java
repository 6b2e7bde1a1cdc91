package io.clustergateway.audit;

import io.clustergateway.kernel.Ticker;

/** A token bucket. Used on one thread. */
final class Throttle {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int burst;
    private final Ticker ticker;
    private double tokens;
    private long filledAt;

    /** @param perSecond 0 for no limit */
    Throttle(double perSecond, int burst, Ticker ticker) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.ticker = ticker;
        this.tokens = burst;
        this.filledAt = ticker.nanos();
    }

    /** Takes a token, also one of the future; the nanoseconds until it is there. */
    long take() {
        if (perSecond == 0) {
            return 0;
        }
        long now = ticker.nanos();
        tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        tokens--;
        return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS);
    }
}
