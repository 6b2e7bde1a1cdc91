package io.clustergateway.certificate;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When things are renewed: each at two thirds of its life.
 *
 * @param clock by which certificates are made and renewed
 * @param leafLife of a serving certificate, from the moment it is made
 * @param authorityLife of a certificate authority, likewise; much longer
 * @param backdate how long before that moment they hold already, for verifiers whose clocks are behind
 * @param overlap how long a new authority is in caBundle before it signs, for API servers that hear of it late
 * @param check how often the hub is asked; at most this late are jumps of the clock noticed
 */
public record Pace(
        Clock clock, Duration leafLife, Duration authorityLife, Duration backdate, Duration overlap, Duration check) {
    /** 90 days and 3 years, by the clock of this machine. */
    public static final Pace SYSTEM = new Pace(
            Clock.systemUTC(),
            Duration.ofDays(90),
            Duration.ofDays(3 * 365),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofSeconds(10));

    /** Refuses an authority that would end before what it signs. */
    public Pace {
        requireNonNull(clock, "clock");
        if (authorityLife.compareTo(leafLife.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    "authorityLife: %s (expected: at least three leafLives)".formatted(authorityLife));
        }
    }

    /** Whether the last third of an authority's life has begun, for one that ends then. */
    boolean isAuthorityDue(Instant end, Instant now) {
        return !now.isBefore(end.minus(authorityLife.dividedBy(3)));
    }

    /** The same for a serving certificate. */
    boolean isLeafDue(Instant end, Instant now) {
        return !now.isBefore(end.minus(leafLife.dividedBy(3)));
    }

    /** When a leaf ends that is made now by an authority that ends then. */
    Instant leafEnd(Instant now, Instant authorityEnd) {
        Instant end = now.plus(leafLife);
        return end.isBefore(authorityEnd) ? end : authorityEnd;
    }
}
