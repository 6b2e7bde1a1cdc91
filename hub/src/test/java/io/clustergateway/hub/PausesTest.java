package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PausesTest {
    @Test
    void growToTheLongestAndNoTwoReplicasShareThem() {
        Pauses pauses = new Pauses(Duration.ofSeconds(5));
        Random random = new Random(7);

        assertThat(pauses.next(random)).isBetween(750L, 1_000L);
        assertThat(pauses.next(random)).isBetween(1_500L, 2_000L);
        assertThat(pauses.next(random)).isBetween(3_000L, 4_000L);
        assertThat(pauses.next(random)).isBetween(3_750L, 5_000L).isNotEqualTo(pauses.next(random));
        pauses.reset();
        assertThat(pauses.next(random)).isBetween(750L, 1_000L);
    }

    @Test
    void areNeverLongerThanTheLongestOfLessThanASecond() {
        assertThat(new Pauses(Duration.ofMillis(40)).next(new Random(7))).isBetween(30L, 40L);
    }
}
