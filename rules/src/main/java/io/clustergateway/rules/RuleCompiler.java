package io.clustergateway.rules;

import io.clustergateway.rules.CompiledRule.Fixed;
import io.clustergateway.rules.CompiledRule.Outcome;
import io.clustergateway.rules.ComputedTarget.Part;
import io.clustergateway.rules.cel.Complaints;
import io.clustergateway.rules.cel.Condition;
import io.clustergateway.rules.cel.Expression;
import io.clustergateway.rules.cel.Language;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.TargetDraft;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One rule's draft → the rule that can decide, or all faults of its expressions and patterns. */
final class RuleCompiler {
    private final Language language;
    private final Limits limits;

    RuleCompiler(Language language, Limits limits) {
        this.language = language;
        this.limits = limits;
    }

    /** The rule; empty when there are faults. */
    Optional<CompiledRule> compile(RuleDraft draft, Complaints faults) {
        Optional<Condition> condition = language.condition(draft.source(), draft.when(), faults);
        Optional<Outcome> outcome = outcome(draft, faults);
        return condition.flatMap(whom -> outcome.map(what -> new CompiledRule(draft.rule(), whom, what)));
    }

    private Optional<Outcome> outcome(RuleDraft draft, Complaints faults) {
        Rule rule = draft.rule();
        return switch (rule.type()) {
            case PRIVILEGED -> Optional.of(new Fixed(new Decision.AsCredential(rule)));
            case EXTERNAL -> Optional.of(new Fixed(new Decision.AskExternal(rule)));
            case STATIC_MAPPING -> draft.target().flatMap(target -> mapping(rule, target, faults));
        };
    }

    private Optional<Outcome> mapping(Rule rule, TargetDraft target, Complaints faults) {
        Optional<Part<String>> user = part(
                target.user().map(ScalarText::value).orElse(""),
                target.userExpression(),
                text -> language.string("target.userExpression", text, faults));
        Optional<Part<List<String>>> groups = part(
                target.groups().orElse(List.of()),
                target.groupsExpression(),
                text -> language.strings("target.groupsExpression", text, faults));
        Optional<Part<String>> uid = part(
                target.uid().map(ScalarText::value).orElse(""),
                target.uidExpression(),
                text -> language.string("target.uidExpression", text, faults));
        Optional<Part<Map<String, List<String>>>> extra = part(
                target.extra()
                        .<Map<String, List<String>>>map(Function.identity())
                        .orElse(Map.of()),
                target.extraExpression(),
                text -> language.stringLists("target.extraExpression", text, faults));
        if (!Stream.of(user, groups, uid, extra).allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        ComputedTarget computed = new ComputedTarget(
                rule, user.orElseThrow(), groups.orElseThrow(), uid.orElseThrow(), extra.orElseThrow(), limits);
        return computed.isLiteral() ? literal(rule, computed) : Optional.of(computed);
    }

    /** The reader has looked at every literal; whatever it let through must not become headers all the same. */
    private static Optional<Outcome> literal(Rule rule, ComputedTarget target) {
        String user = target.user().literal();
        String uid = target.uid().literal();
        if (user.isEmpty()) {
            return Optional.empty();
        }
        Identity identity = new Identity(
                user,
                uid.isEmpty() ? Optional.empty() : Optional.of(uid),
                target.groups().literal(),
                target.extra().literal());
        return IdentityCheck.fault(identity).isPresent()
                ? Optional.empty()
                : Optional.of(new Fixed(new Decision.As(identity, Optional.of(rule))));
    }

    private static <T> Optional<Part<T>> part(
            T literal, Optional<ScalarText> text, Function<ScalarText, Optional<Expression<T>>> compiler) {
        return text.isEmpty()
                ? Optional.of(new Part<>(literal, Optional.empty()))
                : compiler.apply(text.get()).map(expression -> new Part<>(literal, Optional.of(expression)));
    }
}
