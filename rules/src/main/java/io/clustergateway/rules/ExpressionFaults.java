package io.clustergateway.rules;

import io.clustergateway.rules.cel.Complaints;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.TextLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with expressions and patterns, laid among what was found when the texts were read. */
final class ExpressionFaults implements Complaints {
    private final Map<String, Faults> bySource = new LinkedHashMap<>();
    private final List<Finding> read;

    ExpressionFaults(List<RuleSource> sources, List<Finding> read) {
        for (RuleSource source : sources) {
            bySource.computeIfAbsent(source.name(), absent -> new Faults(new TextLines(source)));
        }
        this.read = read;
    }

    @Override
    public void error(String code, Position at, String message) {
        of(at).error(code, at, message);
    }

    @Override
    public void warning(String code, Position at, String message) {
        of(at).warning(code, at, message);
    }

    /** A rule that could not be compiled keeps the whole text from taking effect, whoever should have said why. */
    void require(Position at) {
        if (!areErrors()) {
            error("BadRule", at, "rule cannot be compiled (expected: source or when, and what its type needs)");
        }
    }

    boolean areErrors() {
        return read.stream().anyMatch(Finding::isError)
                || bySource.values().stream().anyMatch(faults -> faults.errors() > 0);
    }

    /** In the order of the texts, and in each in the order of its places. */
    List<Finding> inOrder() {
        List<String> order = List.copyOf(bySource.keySet());
        List<Finding> all = new ArrayList<>(read);
        bySource.values().forEach(faults -> all.addAll(faults.inOrder()));
        all.sort(Comparator.comparingInt(
                        (Finding finding) -> order.indexOf(finding.at().source()))
                .thenComparingInt(finding -> finding.at().line())
                .thenComparingInt(finding -> finding.at().column()));
        return all;
    }

    private Faults of(Position at) {
        Faults faults = bySource.get(at.source());
        if (faults == null) {
            throw new IllegalArgumentException("%s: no text of that name".formatted(at));
        }
        return faults;
    }
}
