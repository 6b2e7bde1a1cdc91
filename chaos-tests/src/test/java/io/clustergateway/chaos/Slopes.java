package io.clustergateway.chaos;

import io.clustergateway.chaos.rig.Level;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** How live heap, descriptors and threads of a scenario's one replica grow with time, where its length is its point. */
final class Slopes {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int SAMPLES = 60;
    private static final List<Figure> FIGURES = List.of(
            new Figure("live heap in KiB", Level::heap, 6 * 1024),
            new Figure("descriptors", Level::files, 12),
            new Figure("threads", Level::threads, 12));

    private final List<Sample> samples = new ArrayList<>();
    private final Scenario scenario;
    private final Rig rig;
    private final long begin = System.nanoTime();
    private long nextAt = begin;

    private record Sample(double minutes, Level level) {}

    /** What must not grow, and by how much it may seem to, from the first settled sample to the last. */
    private record Figure(String name, ToLongFunction<Level> of, long spare) {}

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
        if (settled().size() > 2) {
            FIGURES.forEach(figure -> System.out.printf(
                    "%s: %s: %+.2f per minute, %+.1f in all (%d spare), from %s to %s%n",
                    scenario.name(),
                    figure.name(),
                    slope(figure),
                    growth(figure),
                    figure.spare(),
                    figure.of().applyAsLong(settled().get(0).level()),
                    figure.of().applyAsLong(samples.get(samples.size() - 1).level())));
        }
    }

    /** A line for each figure that grew by more than it may; too few samples are a fault too. */
    List<String> faults() {
        if (settled().size() <= 2) {
            return List.of("samples: %d (expected: more than 2 after the first third)"
                    .formatted(settled().size()));
        }
        return FIGURES.stream()
                .filter(figure -> growth(figure) > figure.spare())
                .map(figure -> "%s grew by %.1f (expected: at most %d): %+.2f per minute"
                        .formatted(figure.name(), growth(figure), figure.spare(), slope(figure)))
                .toList();
    }

    private boolean isOff() {
        return scenario.length().compareTo(LONG) < 0 || rig.replicas().size() > 1 || scenario.suspends();
    }

    /** Without the first third, in which caches and pools fill. */
    private List<Sample> settled() {
        return samples.subList(samples.size() / 3, samples.size());
    }

    /** Along the line, from the first settled sample to the last. */
    private double growth(Figure figure) {
        List<Sample> settled = settled();
        return slope(figure)
                * (settled.get(settled.size() - 1).minutes() - settled.get(0).minutes());
    }

    /** Of the line with the least squares, per minute. */
    private double slope(Figure figure) {
        List<Sample> settled = settled();
        double meanTime =
                settled.stream().mapToDouble(Sample::minutes).average().orElseThrow();
        double mean = settled.stream()
                .mapToDouble(sample -> figure.of().applyAsLong(sample.level()))
                .average()
                .orElseThrow();
        double both = 0;
        double square = 0;
        for (Sample sample : settled) {
            double off = sample.minutes() - meanTime;
            both += off * (figure.of().applyAsLong(sample.level()) - mean);
            square += off * off;
        }
        return square == 0 ? 0 : both / square;
    }
}
