package io.clustergateway.rules.document;

import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.PassingOverrides;
import java.util.List;
import java.util.Optional;

/**
 * All documents of one scope, laid together.
 *
 * @param rules in the order of the texts
 */
public record RulesDraft(List<RuleDraft> rules, Optional<DefaultAction> defaultAction, PassingOverrides impersonation) {
    /** Copies the list. */
    public RulesDraft {
        rules = List.copyOf(rules);
    }
}
