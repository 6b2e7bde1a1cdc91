package io.clustergateway.testkit.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** Another clock, put forward or back; may be moved from any thread. */
public final class MovedClock extends Clock {
    private final Clock base;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** @param base one that goes, or one that stands still */
    public MovedClock(Clock base) {
        this.base = base;
    }

    /** Puts it forward from where it is, or back by a negative duration. */
    public void move(Duration by) {
        ahead.updateAndGet(former -> former.plus(by));
    }

    /** How far it is ahead of its base from now on, wherever it was. */
    public void setAhead(Duration offset) {
        ahead.set(offset);
    }

    /** How far it is ahead of its base. */
    public Duration ahead() {
        return ahead.get();
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("withZone");
    }
}
