package io.clustergateway.forwarder.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    @Test
    void hasDefaultsForAFewHundredMembers() {
        Limits limits = Limited.by(Map.of());
        assertThat(limits.requests()).isEqualTo(new Limits.Amounts(2000, 400, 200));
        assertThat(limits.streams()).isEqualTo(new Limits.Amounts(10_000, 4000, 1000));
        assertThat(limits.waiting()).isEqualTo(new Limits.Waiting(100, Duration.ofSeconds(3)));
        assertThat(limits.adapting()).isEqualTo(new Limits.Adapting(true, 16, 64));
    }

    @Test
    void takesZeroForNoLimit() {
        assertThat(Limited.by(Map.of("requests", 0, "streamsPerCaller", 0))).satisfies(limits -> {
            assertThat(limits.requests().total()).isEqualTo(Integer.MAX_VALUE);
            assertThat(limits.streams().perCaller()).isEqualTo(Integer.MAX_VALUE);
        });
    }

    @Test
    void keepsTheAdaptiveLimitUnderTheMembers() {
        assertThat(Limited.by(Map.of("requestsPerMember", 10)).adapting()).isEqualTo(new Limits.Adapting(true, 10, 10));
    }

    @Test
    void namesEveryFault() {
        assertThatThrownBy(() -> Limited.by(Map.of("requests", -1, "circuitPause", "0", "callerShare", 101)))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("requests: -1 (expected: a whole number, 0-1000000)")
                .hasMessageContaining("circuitPause: 0 (expected: a duration longer than 0, such as 2s)")
                .hasMessageContaining("callerShare: 101 (expected: a whole number, 1-100)");
    }
}
