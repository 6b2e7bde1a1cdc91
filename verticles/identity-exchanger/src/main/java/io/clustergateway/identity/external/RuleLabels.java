package io.clustergateway.identity.external;

import io.clustergateway.rules.Rule;
import java.util.HashSet;
import java.util.Set;

/**
 * How metrics name rules. Whoever may annotate members names rules as well, so the first hundred names are told apart, and
 * are the same in all metrics that share one of these. Used on one context only.
 */
public final class RuleLabels {
    private static final int MOST = 100;

    private final Set<String> names = new HashSet<>();

    /** The rule's name, or {@code other}. */
    public String of(Rule rule) {
        if (names.size() < MOST) {
            names.add(rule.name());
        }
        return names.contains(rule.name()) ? rule.name() : "other";
    }
}
