package io.clustergateway.identity;

import io.clustergateway.identity.external.RuleLabels;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.PassingPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counters of decisions. Used on one context only. */
final class DecisionMetrics {
    private final MeterRegistry registry;
    private final RuleLabels rules;
    private final Map<Label, Counter> decisions = new HashMap<>();
    private final Counter same;
    private final Counter different;
    private final Counter passed;
    private final Counter dropped;

    DecisionMetrics(MeterRegistry registry, RuleLabels rules) {
        this.registry = registry;
        this.rules = rules;
        same = shadow("same");
        different = shadow("different");
        passed = systemGroups("passed");
        dropped = systemGroups("dropped");
    }

    void decided(Decision decision) {
        Label label = new Label(
                decision.rule()
                        .map(rule -> rule.scope().name().toLowerCase(Locale.ROOT))
                        .orElse("none"),
                decision.rule().map(rules::of).orElse(""),
                outcome(decision));
        decisions
                .computeIfAbsent(
                        label,
                        absent -> Counter.builder("cluster_gateway_identity_decisions_total")
                                .description(
                                        "Decisions about who a caller is at a member; answers in use again are not counted.")
                                .tag("scope", absent.scope())
                                .tag("rule", absent.rule())
                                .tag("outcome", absent.outcome())
                                .register(registry))
                .increment();
    }

    void shadowed(boolean asLive) {
        (asLive ? same : different).increment();
    }

    /** Counts callers of the hub's system groups by what became of these groups. */
    void passed(Identity caller, Identity there) {
        if (caller.groups().stream().anyMatch(PassingPolicy::isSystemGroup)) {
            (there.groups().stream().anyMatch(PassingPolicy::isSystemGroup) ? passed : dropped).increment();
        }
    }

    private static String outcome(Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            return refused.reason().toString();
        }
        if (decision instanceof Decision.AskExternal) {
            return "External";
        }
        return decision instanceof Decision.AsCredential ? "Privileged" : "Impersonated";
    }

    private Counter shadow(String outcome) {
        return Counter.builder("cluster_gateway_identity_shadow_decisions_total")
                .description("Decisions of the shadow rules, beside those that took effect.")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter systemGroups(String action) {
        return Counter.builder("cluster_gateway_identity_system_groups_total")
                .description("Decisions about callers in system:masters, system:nodes or system:kube-* of the hub.")
                .tag("action", action)
                .register(registry);
    }

    private record Label(String scope, String rule, String outcome) {}
}
