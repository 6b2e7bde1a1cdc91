package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is elected, and how quickly a lost leader is replaced; the same for all candidates.
 *
 * @param namespace of the Lease
 * @param name of the Lease
 * @param identity of this candidate, unlike that of every other one
 * @param leaseDuration how long a leader that has fallen silent is waited for
 * @param renewDeadline after which a leader that cannot renew gives up; shorter than leaseDuration, so that it has
 *     given up before another takes over
 * @param retryPeriod between two attempts
 */
public record LeaseTerms(
        String namespace,
        String name,
        String identity,
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod) {
    /** Refuses terms under which there could be two leaders. */
    public LeaseTerms {
        requireNonNull(namespace, "namespace");
        requireNonNull(name, "name");
        if (identity.isEmpty()) {
            throw new IllegalArgumentException("identity: empty (expected: unlike every other candidate's)");
        }
        if (leaseDuration.toSeconds() < 1 || leaseDuration.getNano() != 0) {
            throw new IllegalArgumentException(
                    "leaseDuration: %s (expected: whole seconds, as a Lease holds them)".formatted(leaseDuration));
        }
        if (leaseDuration.compareTo(renewDeadline) <= 0) {
            throw new IllegalArgumentException(
                    "leaseDuration: %s (expected: > renewDeadline %s)".formatted(leaseDuration, renewDeadline));
        }
        if (renewDeadline.compareTo(retryPeriod) <= 0 || retryPeriod.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "retryPeriod: %s (expected: > 0 and < renewDeadline %s)".formatted(retryPeriod, renewDeadline));
        }
    }

    /** The usual times: 15 s, 10 s and 2 s, as client-go's users have them. */
    public static LeaseTerms of(String namespace, String name, String identity) {
        return new LeaseTerms(
                namespace, name, identity, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
