package io.clustergateway.forwarder.journey;

import io.clustergateway.forwarder.upstream.Outcome;
import java.util.stream.IntStream;

/**
 * How metrics name the code of an answer. A caller's own pod may answer by any number, so what HTTP does not know is told
 * by its class, such as {@code 5xx}, which patterns like {@code 5..} match too.
 */
public final class CodeLabel {
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    /** First and last of what IANA's registry holds, and of what we count. */
    private static final int[][] KNOWN = {
        {100, 104},
        {200, 208},
        {226, 226},
        {300, 308},
        {400, 418},
        {421, 426},
        {428, 429},
        {431, 431},
        {451, 451},
        {Outcome.CLIENT_LEFT, Outcome.CLIENT_LEFT},
        {500, 508},
        {510, 511}
    };

    private static final String[] LABELS = labels();

    private CodeLabel() {}

    /** The code itself where HTTP knows it, else its class; {@code other} outside of 100 to 599. */
    public static String of(int code) {
        return code < LOWEST || code > HIGHEST ? "other" : LABELS[code - LOWEST];
    }

    private static String[] labels() {
        String[] labels = IntStream.rangeClosed(LOWEST, HIGHEST)
                .mapToObj(code -> code / LOWEST + "xx")
                .toArray(String[]::new);
        for (int[] range : KNOWN) {
            for (int code = range[0]; code <= range[1]; code++) {
                labels[code - LOWEST] = Integer.toString(code);
            }
        }
        return labels;
    }
}
