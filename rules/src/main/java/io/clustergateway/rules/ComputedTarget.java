package io.clustergateway.rules;

import io.clustergateway.rules.cel.Activation;
import io.clustergateway.rules.cel.EvaluationFailed;
import io.clustergateway.rules.cel.Expression;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A target with an expression in it: the identity is computed for each caller, checked, and finished by the policy. */
record ComputedTarget(
        Rule rule,
        Part<String> user,
        Part<List<String>> groups,
        Part<String> uid,
        Part<Map<String, List<String>>> extra,
        Limits limits)
        implements CompiledRule.Outcome {
    /**
     * A part of an identity: a value as it stands, or what an expression gives.
     *
     * @param literal without an expression
     */
    record Part<T>(T literal, Optional<Expression<T>> expression) {
        T value(Activation activation) throws EvaluationFailed {
            return expression.isPresent() ? expression.get().evaluate(activation) : literal;
        }

        Set<RequestField> reads() {
            return expression.map(Expression::reads).orElse(Set.of());
        }
    }

    /** Whether there is no expression in it. */
    boolean isLiteral() {
        return List.of(user, groups, uid, extra).stream()
                .allMatch(part -> part.expression().isEmpty());
    }

    @Override
    public Decision decide(Question question, Activation activation, Supplier<PassingPolicy> passing)
            throws EvaluationFailed {
        String name = user.value(activation);
        if (name.isEmpty()) {
            return refused("user: empty (expected: a name)");
        }
        String id = uid.value(activation);
        Map<String, List<String>> computed = extra.value(activation);
        Map<String, List<String>> lowered = new TreeMap<>();
        computed.forEach((key, values) -> lowered.put(key.toLowerCase(Locale.ROOT), values));
        if (lowered.size() < computed.size()) {
            return refused("extra: two keys that differ in case only (expected: lower case)");
        }
        Identity identity = new Identity(
                name, id.isEmpty() ? Optional.empty() : Optional.of(id), groups.value(activation), lowered);
        return IdentityCheck.tooLarge(identity, limits)
                .or(() -> IdentityCheck.fault(identity))
                .map(this::refused)
                .orElseGet(() -> new Decision.As(passing.get().finish(question.caller(), identity), Optional.of(rule)));
    }

    @Override
    public Set<RequestField> reads() {
        EnumSet<RequestField> all = EnumSet.noneOf(RequestField.class);
        List.of(user, groups, uid, extra).forEach(part -> all.addAll(part.reads()));
        return Collections.unmodifiableSet(all);
    }

    private Decision refused(String fault) {
        return Refusals.noIdentity(rule, fault);
    }
}
