package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chaos.scenario.Action;
import io.clustergateway.chaos.scenario.Scenario.Step;
import io.clustergateway.chaos.scenario.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimetableTest {
    private static final Step AT_ONCE = new Step(Span.of("0s"), null, new Action.Cut("alpha"));
    private static final Step LATE = new Step(Span.of("900ms"), null, new Action.DiskAgain(0));
    private static final Step EACH_SECOND = new Step(Span.of("1s"), Span.of("1s"), new Action.Kill(null));

    @Test
    void stepsComeWhenTheyAreDueAndNoneAtTheEnd() {
        Timetable timetable = new Timetable(List.of(EACH_SECOND, AT_ONCE), Duration.ofSeconds(3));
        assertThat(timetable.take(Duration.ZERO)).contains(AT_ONCE);
        assertThat(timetable.take(Duration.ofMillis(999))).isEmpty();
        assertThat(timetable.next()).isEqualTo(Duration.ofSeconds(1));
        assertThat(timetable.take(Duration.ofMillis(1001))).contains(EACH_SECOND);
        assertThat(timetable.next()).isEqualTo(Duration.ofSeconds(2));
        assertThat(timetable.take(Duration.ofSeconds(2))).contains(EACH_SECOND);
        assertThat(timetable.next()).isEqualTo(Duration.ofSeconds(3));
        assertThat(timetable.take(Duration.ofSeconds(3))).isEmpty();
    }

    @Test
    void aRepeatedStepThatTakesLongerThanItsTurnStillComesToAnEnd() {
        Timetable timetable = new Timetable(List.of(EACH_SECOND), Duration.ofSeconds(20));
        List<Duration> done = new ArrayList<>();
        Duration now = timetable.next();
        for (Optional<Step> step = timetable.take(now); step.isPresent(); step = timetable.take(now)) {
            done.add(now);
            Duration over = now.plusMillis(7300);
            now = over.compareTo(timetable.next()) > 0 ? over : timetable.next();
        }
        assertThat(done).containsExactly(Duration.ofMillis(1000), Duration.ofMillis(8300), Duration.ofMillis(15600));
    }

    @Test
    void whatIsDoneOnceIsDoneHoweverLateItIs() {
        Timetable timetable = new Timetable(List.of(EACH_SECOND, LATE), Duration.ofSeconds(3));
        assertThat(timetable.take(Duration.ofSeconds(10))).contains(LATE);
        assertThat(timetable.take(Duration.ofSeconds(10))).isEmpty();
    }
}
