package io.clustergateway.health;

import io.clustergateway.kernel.config.Settings;
import java.time.Duration;

/**
 * The section {@code health}.
 *
 * @param interval between two probes of a member; zero probes nobody
 * @param timeout for one probe, connection included
 * @param failures in a row after which a member is unhealthy
 * @param successes in a row after which it is healthy again
 * @param expiryWarning how long before its end a certificate is warned of
 */
record HealthSettings(Duration interval, Duration timeout, int failures, int successes, Duration expiryWarning) {
    private static final int MOST = 100;
    private static final Duration SHORTEST = Duration.ofMillis(100);

    static HealthSettings read(Settings health) {
        Duration interval = health.duration("interval", Duration.ofSeconds(15));
        Duration timeout = health.duration("timeout", Duration.ofSeconds(4));
        if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
            health.fault("interval", interval, "0, or 100ms or longer");
        }
        if (timeout.isZero() || !interval.isZero() && timeout.compareTo(interval) > 0) {
            health.fault("timeout", timeout, "more than 0, and no more than health.interval");
        }
        return new HealthSettings(
                interval,
                timeout,
                health.integer("failureThreshold", 2, 1, MOST),
                health.integer("successThreshold", 1, 1, MOST),
                health.duration("certificateExpiryWarning", Duration.ofDays(7)));
    }

    /** Until when a member's health is left to whoever else wrote it now; both in the ticker's nanoseconds. */
    long yieldingUntil(long now) {
        return now + 3 * interval.toNanos();
    }

    boolean isOn() {
        return !interval.isZero();
    }
}
