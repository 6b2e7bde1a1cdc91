package io.clustergateway.rules.document;

import io.clustergateway.rules.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a reading of texts gave.
 *
 * @param live the documents without {@code spec.shadow}; what could be read of them, so that its expressions can be
 *     checked too when there are errors
 * @param shadow the documents with {@code spec.shadow: true}; empty when there is none
 */
public record Reading(RulesDraft live, Optional<RulesDraft> shadow, List<Finding> findings) {
    /** Copies the list. */
    public Reading {
        findings = List.copyOf(findings);
    }
}
