package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BreakerTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final ManualTicker ticker = new ManualTicker();
    private final Breaker breaker = new Breaker(ticker);

    @Test
    void opensAfterFiveFailuresInARow() {
        for (int i = 1; i < 5; i++) {
            assertThat(permit().failed()).isFalse();
        }
        assertThat(permit().failed()).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.permit()).isEmpty();
    }

    @Test
    void startsCountingAnewWithEachAnswer() {
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i < 5; i++) {
                permit().failed();
            }
            permit().answered();
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void doesNotCountWhatSaysNothingAboutTheServer() {
        for (int i = 0; i < 20; i++) {
            permit().unused();
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void letsOneFindOutAfterThePause() {
        open();
        ticker.advance(PAUSE.minusNanos(1));
        assertThat(breaker.permit()).isEmpty();
        ticker.advance(Duration.ofNanos(1));
        Breaker.Permit probe = permit();
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        assertThat(breaker.permit()).isEmpty();
        probe.answered();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void opensAgainWhenTheOneFails() {
        open();
        ticker.advance(PAUSE);
        assertThat(permit().failed()).isTrue();
        assertThat(breaker.permit()).isEmpty();
        ticker.advance(PAUSE);
        permit().answered();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void letsTheNextOneFindOutWhenTheOneLearntNothing() {
        open();
        ticker.advance(PAUSE);
        permit().unused();
        assertThat(breaker.permit()).isPresent();
    }

    @Test
    void hearsNothingOfWhatWasAskedBeforeItOpened() {
        Breaker.Permit early = permit();
        Breaker.Permit lateFailure = permit();
        open();
        early.answered();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        ticker.advance(PAUSE);
        Breaker.Permit probe = permit();
        assertThat(lateFailure.failed()).isFalse();
        early.unused();
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        probe.answered();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    private void open() {
        for (int i = 0; i < 5; i++) {
            permit().failed();
        }
    }

    private Breaker.Permit permit() {
        return breaker.permit().orElseThrow();
    }
}
