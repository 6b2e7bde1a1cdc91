package io.clustergateway.rules;

import io.clustergateway.rules.cel.Activation;
import io.clustergateway.rules.cel.Condition;
import io.clustergateway.rules.cel.EvaluationFailed;
import io.clustergateway.rules.match.RuleIndex;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The compiled rules of one scope: immutable, safe to use from any thread. */
public final class RuleSet {
    private final String version;
    private final List<CompiledRule> compiled;
    private final List<Rule> rules;
    private final RuleIndex index;
    private final Optional<DefaultAction> defaultAction;
    private final PassingOverrides impersonation;
    private final Set<RequestField> reads;

    /**
     * The rules of a scope.
     *
     * @param compiled in the order in which they are asked
     */
    RuleSet(
            String version,
            List<CompiledRule> compiled,
            Optional<DefaultAction> defaultAction,
            PassingOverrides impersonation) {
        this.version = version;
        this.compiled = List.copyOf(compiled);
        this.rules = compiled.stream().map(CompiledRule::rule).toList();
        this.index = RuleIndex.of(
                compiled.stream().map(rule -> rule.condition().check()).toList());
        this.defaultAction = defaultAction;
        this.impersonation = impersonation;
        EnumSet<RequestField> all = EnumSet.noneOf(RequestField.class);
        compiled.forEach(rule -> all.addAll(rule.reads()));
        this.reads = Collections.unmodifiableSet(all);
    }

    /** No rules, and the default action. */
    public static RuleSet empty(Scope scope) {
        return new RuleSet(TextVersion.of(List.of()), List.of(), Optional.empty(), PassingOverrides.NONE);
    }

    /** First 12 hex digits of the SHA-256 over the texts it was made of; equal texts give equal versions. */
    public String version() {
        return version;
    }

    /** In the order in which they are asked. */
    public List<Rule> rules() {
        return rules;
    }

    /** Whether the text says what becomes of whom no rule matches. */
    public Optional<DefaultAction> defaultAction() {
        return defaultAction;
    }

    /** What the text says about carrying identities over. */
    public PassingOverrides impersonation() {
        return impersonation;
    }

    /** Every variable that may change a decision between two requests of one caller to one member. */
    public Set<RequestField> reads() {
        return reads;
    }

    /** What the first rule that matches says; empty when none does. */
    Optional<Decision> decide(Question question, Activation activation, Supplier<PassingPolicy> passing) {
        RuleIndex.Candidates candidates = index.candidates(activation.facts());
        for (int at = candidates.next(); at != RuleIndex.Candidates.END; at = candidates.next()) {
            CompiledRule rule = compiled.get(at);
            try {
                if (rule.condition().holds(activation)) {
                    return Optional.of(rule.outcome().decide(question, activation, passing));
                }
            } catch (EvaluationFailed | RuntimeException e) {
                return Optional.of(Refusals.failed(rule.rule()));
            }
        }
        return Optional.empty();
    }

    /** The same, without the index and with a note of each rule. */
    Optional<Decision> explain(
            Question question, Activation activation, Supplier<PassingPolicy> passing, Consumer<Trace> note) {
        for (CompiledRule rule : compiled) {
            try {
                if (rule.condition().holds(activation)) {
                    Decision decision = rule.outcome().decide(question, activation, passing);
                    note.accept(Trace.matched(rule.rule()));
                    return Optional.of(decision);
                }
            } catch (EvaluationFailed | RuntimeException e) {
                note.accept(Trace.failed(rule.rule(), String.valueOf(e.getMessage())));
                return Optional.of(Refusals.failed(rule.rule()));
            }
            Condition.Part missing = rule.condition().missing(activation);
            note.accept(Trace.notMatched(rule.rule(), missing.field(), missing.expression()));
        }
        return Optional.empty();
    }
}
