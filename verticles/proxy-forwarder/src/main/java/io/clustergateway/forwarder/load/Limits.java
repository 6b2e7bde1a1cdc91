package io.clustergateway.forwarder.load;

import io.clustergateway.kernel.config.Settings;
import java.time.Duration;

/**
 * The section {@code forwarder.limits}; all of it may change while running. Numbers of 0 in it mean no limit and are
 * {@link Integer#MAX_VALUE} here. docs/limits.md says how to size them.
 *
 * @param requests that are on their way or wait
 * @param streams watches, logs, tunnels
 * @param guaranteed so many of one caller at one member are let in whatever that caller has elsewhere, and so many at one
 *     member whatever the others have
 * @param callerShare percent of a member's limit that one caller may hold
 * @param stall how long a client may take none of its answer, or next to nothing of its upload may come; zero for no limit
 */
public record Limits(
        Amounts requests,
        Amounts streams,
        int guaranteed,
        int callerShare,
        Waiting waiting,
        Adapting adapting,
        CircuitRule circuit,
        Duration stall) {
    private static final int MOST = 1_000_000;

    /** At once, in this process. */
    public record Amounts(int total, int perCaller, int perMember) {}

    /**
     * The queue before each member.
     *
     * @param length 0 for none
     */
    public record Waiting(int length, Duration time) {}

    /**
     * A member's limit follows its latency and failures, down to {@code least} and up to the limit per member.
     *
     * @param first where it begins
     */
    public record Adapting(boolean isOn, int least, int first) {}

    /**
     * A member's circuit opens after so many failures in the window, if these are at least half of its answers.
     *
     * @param pause before the next request may find out whether the member is back
     */
    public record CircuitRule(boolean isOn, int failures, Duration window, Duration pause) {}

    /** Reads the section; faults are noted there. */
    public static Limits read(Settings limits) {
        Amounts requests = new Amounts(
                amount(limits, "requests", 2000),
                amount(limits, "requestsPerCaller", 400),
                amount(limits, "requestsPerMember", 200));
        Amounts streams = new Amounts(
                amount(limits, "streams", 10_000),
                amount(limits, "streamsPerCaller", 4000),
                amount(limits, "streamsPerMember", 1000));
        return new Limits(
                requests,
                streams,
                limits.integer("guaranteed", 4, 0, 1000),
                limits.integer("callerShare", 50, 1, 100),
                new Waiting(
                        limits.integer("queueLength", 100, 0, MOST),
                        limits.duration("queueWait", Duration.ofSeconds(3))),
                adapting(limits, requests),
                new CircuitRule(
                        limits.bool("circuit", true),
                        limits.integer("circuitFailures", 5, 1, MOST),
                        positive(limits, "circuitWindow", Duration.ofSeconds(30)),
                        positive(limits, "circuitPause", Duration.ofSeconds(2))),
                limits.duration("stall", Duration.ofMinutes(1)));
    }

    Amounts amounts(boolean isStream) {
        return isStream ? streams : requests;
    }

    /** A member may be limited to less than the least that adapting knows; then that is the least. */
    private static Adapting adapting(Settings limits, Amounts requests) {
        int least = Math.min(limits.integer("requestsPerMemberLeast", 16, 1, MOST), requests.perMember());
        int first = limits.integer("requestsPerMemberFirst", 64, 1, MOST);
        return new Adapting(
                limits.bool("adaptive", true), least, Math.max(least, Math.min(first, requests.perMember())));
    }

    private static int amount(Settings limits, String key, int absent) {
        int amount = limits.integer(key, absent, 0, MOST);
        return amount == 0 ? Integer.MAX_VALUE : amount;
    }

    private static Duration positive(Settings limits, String key, Duration absent) {
        Duration given = limits.duration(key, absent);
        if (given.isZero()) {
            limits.fault(key, "0", "a duration longer than 0, such as %ds".formatted(absent.toSeconds()));
            return absent;
        }
        return given;
    }
}
