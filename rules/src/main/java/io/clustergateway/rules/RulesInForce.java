package io.clustergateway.rules;

import static java.util.Objects.requireNonNull;

import io.clustergateway.rules.cel.Activation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A member's own rules before the global ones: what decides about one member. Immutable, safe to use from any thread. */
public record RulesInForce(Optional<RuleSet> member, RuleSet global) {
    /** Checks that nothing is null. */
    public RulesInForce {
        requireNonNull(member, "member");
        requireNonNull(global, "global");
    }

    /** The first match decides; never throws, whatever a rule does. */
    public Decision decide(Question question) {
        Activation activation = new Activation(question);
        return member.flatMap(own -> own.decide(question, activation, this::passing))
                .or(() -> global.decide(question, activation, this::passing))
                .orElseGet(() -> unmatched(question.caller()));
    }

    /** The decision, and what became of each rule that was asked for it. Slow; the decision is that of {@link #decide}. */
    public Explanation explain(Question question) {
        Activation activation = new Activation(question);
        List<Trace> asked = new ArrayList<>();
        Decision decision = member.flatMap(own -> own.explain(question, activation, this::passing, asked::add))
                .or(() -> global.explain(question, activation, this::passing, asked::add))
                .orElseGet(() -> unmatched(question.caller()));
        return new Explanation(asked, decision);
    }

    /**
     * What an external rule's server said, as it goes to the member: the policy and the checks of computed identities hold
     * for it too.
     *
     * @param rule that asked
     * @param answer whom the server names
     */
    public Decision answered(Rule rule, Question question, Identity answer) {
        return IdentityCheck.fault(answer)
                .map(fault -> Refusals.noIdentity(rule, fault))
                .orElseGet(() -> new Decision.As(passing().finish(question.caller(), answer), Optional.of(rule)));
    }

    /** How identities that no rule spells out are carried over here. */
    public PassingPolicy passing() {
        return member.map(own -> own.impersonation())
                .orElse(PassingOverrides.NONE)
                .over(global.impersonation().over(PassingPolicy.DEFAULT));
    }

    /** Every variable that may change a decision between two requests of one caller. */
    public Set<RequestField> reads() {
        EnumSet<RequestField> all = EnumSet.noneOf(RequestField.class);
        member.ifPresent(own -> all.addAll(own.reads()));
        all.addAll(global.reads());
        return Collections.unmodifiableSet(all);
    }

    private Decision unmatched(Identity caller) {
        if (denies(global) || member.filter(RulesInForce::denies).isPresent()) {
            return Refusals.denied();
        }
        Identity carried = passing().carry(caller);
        return IdentityCheck.fault(carried)
                .map(Refusals::notPassable)
                .orElseGet(() -> new Decision.As(carried, Optional.empty()));
    }

    private static boolean denies(RuleSet rules) {
        return rules.defaultAction().filter(DefaultAction.DENY::equals).isPresent();
    }
}
