package io.clustergateway.chaos;

import io.clustergateway.chaos.rig.Level;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** How live heap, descriptors and threads of a scenario's replicas grow with time, where its length is its point. */
final class Slopes {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int SAMPLES = 60;

    private final List<Sample> samples = new ArrayList<>();
    private final Scenario scenario;
    private final Rig rig;
    private final long begin = System.nanoTime();
    private long nextAt = begin;

    private record Sample(double minutes, Level level) {}

    Slopes(Scenario scenario, Rig rig) {
        this.scenario = scenario;
        this.rig = rig;
    }

    /** Takes a sample when it is time for one. */
    void sample() {
        long now = System.nanoTime();
        if (isOff() || now < nextAt || !rig.replicas().stream().allMatch(Replica::isAlive)) {
            return;
        }
        nextAt = now
                + Math.max(Duration.ofSeconds(1).toNanos(), scenario.length().toNanos() / SAMPLES);
        samples.add(new Sample((now - begin) / 60e9, rig.replica(0).level()));
    }

    void print() {
        if (samples.size() > 2) {
            System.out.printf(
                    "%s: %d samples; per minute: heap %+.1f KiB, descriptors %+.2f, threads %+.2f%n",
                    scenario.name(), samples.size(), slope(Level::heap), slope(Level::files), slope(Level::threads));
        }
    }

    private boolean isOff() {
        return scenario.length().compareTo(LONG) < 0 || rig.replicas().size() > 1 || scenario.suspends();
    }

    /** Of the line with the least squares. */
    private double slope(ToLongFunction<Level> figure) {
        double meanTime =
                samples.stream().mapToDouble(Sample::minutes).average().orElseThrow();
        double mean = samples.stream()
                .mapToDouble(sample -> figure.applyAsLong(sample.level()))
                .average()
                .orElseThrow();
        double both = 0;
        double square = 0;
        for (Sample sample : samples) {
            double off = sample.minutes() - meanTime;
            both += off * (figure.applyAsLong(sample.level()) - mean);
            square += off * off;
        }
        return square == 0 ? 0 : both / square;
    }
}
