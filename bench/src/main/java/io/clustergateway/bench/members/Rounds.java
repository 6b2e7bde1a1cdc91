package io.clustergateway.bench.members;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rounds of one case, each of the same turn as the other cases'. What is told of a case is told of all its answers together; how
 * sure it is, by drawing whole turns: the machine's mood changes from turn to turn, for every case alike.
 */
record Rounds(List<Load.Result> results) {
    private static final int DRAWS = 1_000;
    private static final long SEED = 1;
    private static final double SHARE = 0.99;

    /** Where a ratio lies in 95 of 100 draws of as many turns. */
    record Interval(double low, double high) {}

    /** Of all answers, in milliseconds. */
    double percentile(double share) {
        return percentile(everyTurn(), share);
    }

    /** Of the 99th percentiles. */
    double ratio(Rounds other) {
        return ratio(other, everyTurn());
    }

    Interval interval(Rounds other) {
        Random random = new Random(SEED);
        double[] ratios = IntStream.range(0, DRAWS)
                .mapToDouble(i -> ratio(
                        other, random.ints(results.size(), 0, results.size()).toArray()))
                .sorted()
                .toArray();
        return new Interval(ratios[DRAWS / 40], ratios[DRAWS - 1 - DRAWS / 40]);
    }

    double median(ToDoubleFunction<Load.Result> value) {
        double[] values = results.stream().mapToDouble(value).sorted().toArray();
        return values[values.length / 2];
    }

    int sum(ToDoubleFunction<Load.Result> value) {
        return (int) results.stream().mapToDouble(value).sum();
    }

    private double ratio(Rounds other, int... turns) {
        return percentile(turns, SHARE) / other.percentile(turns, SHARE);
    }

    private double percentile(int[] turns, double share) {
        return Load.Result.percentile(Arrays.stream(turns).mapToObj(results::get), share);
    }

    private int[] everyTurn() {
        return IntStream.range(0, results.size()).toArray();
    }
}
