package io.clustergateway.bench.members;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rounds of one case, each of the same turn as the other cases'. The machine's mood changes from turn to turn, so cases are
 * compared turn by turn: the ratio is the geometric mean of the turns' ratios of p99.
 */
record Rounds(List<Load.Result> results) {
    private static final int DRAWS = 2_000;
    private static final long SEED = 1;

    /** Where a ratio lies in 95 of 100 draws of as many turns. */
    record Interval(double low, double high) {}

    double ratio(Rounds other) {
        return mean(logarithms(other));
    }

    Interval interval(Rounds other) {
        double[] all = logarithms(other);
        Random random = new Random(SEED);
        double[] means = IntStream.range(0, DRAWS)
                .mapToDouble(i -> mean(random.ints(all.length, 0, all.length)
                        .mapToDouble(turn -> all[turn])
                        .toArray()))
                .sorted()
                .toArray();
        return new Interval(means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40]);
    }

    double median(ToDoubleFunction<Load.Result> value) {
        double[] values = results.stream().mapToDouble(value).sorted().toArray();
        return values[values.length / 2];
    }

    int sum(ToDoubleFunction<Load.Result> value) {
        return (int) results.stream().mapToDouble(value).sum();
    }

    private double[] logarithms(Rounds other) {
        return IntStream.range(0, results.size())
                .mapToDouble(turn -> Math.log(p99(results.get(turn)) / p99(other.results.get(turn))))
                .toArray();
    }

    private static double mean(double... logarithms) {
        return Math.exp(Arrays.stream(logarithms).average().orElseThrow());
    }

    static double p99(Load.Result result) {
        return result.percentile(0.99);
    }
}
