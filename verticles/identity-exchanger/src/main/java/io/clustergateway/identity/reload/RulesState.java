package io.clustergateway.identity.reload;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The global rules at one moment.
 *
 * @param inForce empty until a reading was good for the first time: then nobody can be said to be anybody
 * @param findings of the last reading; errors when it was not good and the former rules stay in force
 */
public record RulesState(Optional<Loaded> inForce, List<Finding> findings) {
    /** Nothing read yet. */
    public static final RulesState UNREAD = new RulesState(Optional.empty(), List.of());

    /** Copies the list. */
    public RulesState {
        findings = List.copyOf(findings);
    }

    /**
     * Rules that were good.
     *
     * @param shadow evaluated and compared, without effect
     * @param files they were read from, as messages call them; empty when there is no rule file
     */
    public record Loaded(RuleSet rules, Optional<RuleSet> shadow, List<String> files, Instant loadedAt) {
        /** Copies the list. */
        public Loaded {
            files = List.copyOf(files);
        }
    }

    /** Whether the last reading was good. */
    public boolean isGood() {
        return findings.stream().noneMatch(Finding::isError);
    }
}
