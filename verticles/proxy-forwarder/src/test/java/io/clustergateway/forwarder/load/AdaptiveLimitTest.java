package io.clustergateway.forwarder.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdaptiveLimitTest {
    private static final Limits LIMITS = Limited.by(Map.of());
    private static final long FAST = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(800);

    private final AdaptiveLimit limit = new AdaptiveLimit(LIMITS);
    private long now;

    @Test
    void growsWhileItIsUsedUpToTheLimitOfTheMember() {
        answer(50, FAST, 64);
        assertThat(limit.current(LIMITS)).isGreaterThan(64).isLessThan(80);
        answer(5000, FAST, 200);
        assertThat(limit.current(LIMITS)).isEqualTo(200);
    }

    @Test
    void staysWhereItIsWhileFewUseIt() {
        answer(5000, FAST, 5);
        assertThat(limit.current(LIMITS)).isEqualTo(64);
    }

    @Test
    void shrinksWhenAnswersSlowDownAndNeverBelowTheLeast() {
        answer(100, FAST, 64);
        int before = limit.current(LIMITS);
        answer(30, SLOW, 64);
        assertThat(limit.current(LIMITS)).isLessThan(before);
        for (int round = 0; round < 100; round++) {
            fail(now);
        }
        assertThat(limit.current(LIMITS)).isEqualTo(16);
    }

    @Test
    void takesSlownessThatStaysForTheMembersOwn() {
        answer(100, FAST, 64);
        answer(3000, SLOW, 200);
        assertThat(limit.current(LIMITS)).isEqualTo(200);
    }

    @Test
    void isNotCutByFastAnswersAmongSlowOnes() {
        answer(100, FAST, 64);
        answer(5, SLOW, 64);
        int slow = limit.current(LIMITS);
        answer(4, FAST, 64);
        assertThat(limit.current(LIMITS)).isEqualTo(slow);
    }

    @Test
    void cutsOnceForAllTheFailuresOfOneRound() {
        long sent = now;
        for (int i = 0; i < 50; i++) {
            fail(sent);
        }
        assertThat(limit.current(LIMITS)).isEqualTo(44);
        fail(now);
        assertThat(limit.current(LIMITS)).isEqualTo(31);
    }

    @Test
    void isTheMembersLimitWhenItIsSwitchedOff() {
        fail(now);
        assertThat(limit.current(Limited.by(Map.of("adaptive", false, "requestsPerMember", 70))))
                .isEqualTo(70);
    }

    private void answer(int times, long latency, int inFlight) {
        for (int i = 0; i < times; i++) {
            long sent = now;
            now += latency;
            limit.answered(sent, latency, inFlight, now, LIMITS);
        }
    }

    private void fail(long sent) {
        now++;
        limit.overloaded(sent, now, LIMITS);
        now++;
    }
}
