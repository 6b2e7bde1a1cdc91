package io.clustergateway.rules.tools.lint;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.Lines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects warnings about texts, up to a number of each code. */
final class Warnings {
    private static final int MOST = 200;

    private final Map<String, Lines> texts = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    Warnings(List<RuleSource> sources) {
        sources.forEach(source -> texts.putIfAbsent(source.name(), new Lines(source)));
    }

    /** Whether another one with this code would only be counted, so that it need not be put into words. */
    boolean isFull(String code) {
        return counts.getOrDefault(code, 0) >= MOST;
    }

    void add(String code, Position at, String message) {
        if (!isFull(code)) {
            findings.add(
                    Finding.warning(code, at, message, texts.get(at.source()).line(at.line())));
        }
        count(code, 1);
    }

    /** Counts more of them without naming them. */
    void count(String code, int more) {
        counts.merge(code, more, Integer::sum);
    }

    /** All of them, in the order in which they came, and how many were left out. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>(findings);
        counts.forEach((code, count) -> {
            if (count > MOST) {
                Position at = new Position(findings.get(0).at().source(), 1, 1);
                String message =
                        "%d more warnings of the code %s (shown: the first %d)".formatted(count - MOST, code, MOST);
                all.add(Finding.warning("TooManyFindings", at, message, ""));
            }
        });
        return all;
    }
}
