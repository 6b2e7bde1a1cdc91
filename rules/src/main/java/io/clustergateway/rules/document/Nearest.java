package io.clustergateway.rules.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody who mistyped one meant. */
final class Nearest {
    private static final int MOST_CHARACTERS = 64;
    private static final int LEAST_BEGINNING = 3;

    private Nearest() {}

    /** Empty when none is so near that it was likely meant: mistyped by a third at most, or cut off. */
    static Optional<String> to(String name, Collection<String> known) {
        if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= Math.max(1, candidate.length() / 3)
                        || name.length() >= LEAST_BEGINNING && candidate.startsWith(name))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /** {@code ; did you mean user?}, or nothing. */
    static String hint(String name, Collection<String> known) {
        return to(name, known).map("; did you mean %s?"::formatted).orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours; another case costs nothing. */
    private static int distance(String given, String candidate) {
        String a = given.toLowerCase(Locale.ROOT);
        String b = candidate.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int i, int j, int[][] cost) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean isSwap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwap ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
