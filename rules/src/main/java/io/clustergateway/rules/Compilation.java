package io.clustergateway.rules;

import java.util.List;
import java.util.Optional;

/**
 * What became of rule texts.
 *
 * @param rules in force next; present exactly when no finding is an error
 * @param shadow the set of the texts with {@code spec.shadow: true}; empty when there is none or anything is wrong
 * @param findings errors and warnings, in the order of the texts
 */
public record Compilation(Optional<RuleSet> rules, Optional<RuleSet> shadow, List<Finding> findings) {
    /** Copies the list. */
    public Compilation {
        findings = List.copyOf(findings);
    }

    /** The findings that keep the texts from taking effect. */
    public List<Finding> errors() {
        return findings.stream().filter(Finding::isError).toList();
    }
}
