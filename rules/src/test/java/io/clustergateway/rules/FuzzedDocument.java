package io.clustergateway.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A document of rules as the fuzz test thinks of it. */
record FuzzedDocument(List<FuzzedRule> rules, Optional<DefaultAction> defaultAction, PassingOverrides impersonation) {
    /** Its text. */
    String yaml() {
        StringBuilder spec = new StringBuilder();
        defaultAction.ifPresent(
                action -> spec.append("defaultAction: ").append(action).append('\n'));
        List<String> fields = new ArrayList<>();
        impersonation.dropSystemGroups().ifPresent(value -> fields.add("dropSystemGroups: " + value));
        impersonation.hubIdentityPrefix().ifPresent(value -> fields.add("hubIdentityPrefix: \"" + value + '"'));
        impersonation.forwardUid().ifPresent(value -> fields.add("forwardUid: " + value));
        impersonation
                .forwardExtra()
                .ifPresent(keys -> fields.add(
                        "forwardExtra: " + keys.stream().map(FuzzedExpr::quoted).toList()));
        if (!fields.isEmpty()) {
            spec.append("impersonation: {").append(String.join(", ", fields)).append("}\n");
        }
        StringBuilder text = new StringBuilder();
        rules.forEach(rule -> text.append(rule.yaml()));
        return Texts.document(spec.toString(), text.toString());
    }

    /** What the first rule that matches says, in short; empty when none does. */
    Optional<String> decide(Question question, PassingPolicy policy) {
        List<FuzzedRule> order = new ArrayList<>(rules);
        order.sort(Comparator.comparingInt((FuzzedRule rule) -> -rule.priority()));
        for (FuzzedRule rule : order) {
            try {
                if (rule.matches(question)) {
                    return Optional.of(outcome(rule, question, policy));
                }
            } catch (FuzzedExpr.Thrown e) {
                return Optional.of("refused RuleFailed");
            }
        }
        return Optional.empty();
    }

    private static String outcome(FuzzedRule rule, Question question, PassingPolicy policy) {
        return switch (rule.type()) {
            case PRIVILEGED -> "credential";
            case EXTERNAL -> "ask " + rule.name();
            case STATIC_MAPPING ->
                FuzzedIdentity.of(rule.target(), question)
                        .finished(question, policy)
                        .said();
        };
    }
}
