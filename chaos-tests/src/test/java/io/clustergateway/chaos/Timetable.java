package io.clustergateway.chaos;

import io.clustergateway.chaos.scenario.Scenario.Step;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Which step is due when, counted from the first fault. What is done may take longer than its own turn. */
final class Timetable {
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));
    private final Duration length;

    private record Due(Duration at, Step step) {}

    Timetable(List<Step> steps, Duration length) {
        this.length = length;
        steps.forEach(step -> put(step.at().duration(), step));
    }

    /** When something is next to be done: the next step, or the end. */
    Duration next() {
        Due first = due.peek();
        return first == null ? length : first.at();
    }

    /**
     * Takes the step that is due by {@code now}. A repeated one whose turns went by while others were done has one turn, not all
     * of them, and none after the end.
     */
    Optional<Step> take(Duration now) {
        Due first = due.peek();
        if (first == null || first.at().compareTo(now) > 0) {
            return Optional.empty();
        }
        due.remove();
        Step step = first.step();
        if (step.every() == null) {
            return Optional.of(step);
        }
        if (now.compareTo(length) >= 0) {
            return take(now);
        }
        Duration next = first.at();
        while (next.compareTo(now) <= 0) {
            next = next.plus(step.every().duration());
        }
        put(next, step);
        return Optional.of(step);
    }

    /** After the end nothing comes any more. */
    private void put(Duration at, Step step) {
        if (at.compareTo(length) < 0) {
            due.add(new Due(at, step));
        }
    }
}
