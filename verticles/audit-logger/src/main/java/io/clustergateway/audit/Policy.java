package io.clustergateway.audit;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditPolicy;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Caller;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules in their order: the first that matches decides, and what none matches is not audited. */
record Policy(List<PolicyRule> rules) implements AuditPolicy {
    /** Without a policy file: every request for our own API group, at every stage. */
    static final Policy DEFAULT = new Policy(List.of(new PolicyRule(
            true,
            List.of(),
            List.of(),
            List.of(),
            List.of(new PolicyRule.Resources("cluster.core.oam.dev", List.of(), List.of())),
            List.of(),
            List.of(),
            Set.of())));

    Policy {
        rules = List.copyOf(rules);
    }

    @Override
    public Set<AuditStage> stages(Optional<Caller> caller, Attributes request) {
        for (PolicyRule rule : rules) {
            if (rule.matches(caller, request)) {
                return rule.audited() ? all(rule.omitted()) : Set.of();
            }
        }
        return Set.of();
    }

    private static Set<AuditStage> all(Set<AuditStage> omitted) {
        EnumSet<AuditStage> stages = EnumSet.allOf(AuditStage.class);
        stages.removeAll(omitted);
        return stages;
    }
}
