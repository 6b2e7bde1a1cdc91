package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * What came to one client over its connection. A list begins a new run of changes, for it makes up for whatever came
 * before; a watch goes on with the run. Thread-safe.
 */
final class Arrived {
    private final List<Run> runs = new ArrayList<>();
    private int watches;

    private record Run(long after, List<Change> changes) {}

    synchronized void begin(long version) {
        runs.clear();
        watches = 0;
        listed(version);
    }

    synchronized void listed(long version) {
        runs.add(new Run(version, new ArrayList<>()));
    }

    synchronized void watching() {
        watches++;
    }

    synchronized void change(Change change) {
        runs.get(runs.size() - 1).changes.add(change);
    }

    /** Watches opened, answered or not. */
    synchronized int watches() {
        return watches;
    }

    synchronized int changes() {
        return runs.stream().mapToInt(run -> run.changes.size()).sum();
    }

    /**
     * Holds every run to the truth: from its list on nothing was left out, doubled or out of order, however many
     * watches it took.
     */
    synchronized void isWithoutGapIn(List<Change> truth) {
        for (Run run : runs) {
            List<Change> due = truth.stream()
                    .filter(change -> change.version() > run.after)
                    .limit(run.changes.size())
                    .toList();
            assertThat(run.changes).as("after version " + run.after).isEqualTo(due);
        }
    }
}
