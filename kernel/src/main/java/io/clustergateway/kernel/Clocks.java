package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import java.time.Clock;

/**
 * Where a gateway takes the time from.
 *
 * @param ticker for spans of time: a jump of the wall clock must not stretch a grant
 * @param wall for what the outside has dated: certificates and tokens
 */
public record Clocks(Ticker ticker, Clock wall) {
    /** Those of this machine. */
    public static final Clocks SYSTEM = new Clocks(Ticker.SYSTEM, Clock.systemUTC());

    public Clocks {
        requireNonNull(ticker, "ticker");
        requireNonNull(wall, "wall");
    }
}
