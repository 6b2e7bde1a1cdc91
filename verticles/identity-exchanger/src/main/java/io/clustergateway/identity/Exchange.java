package io.clustergateway.identity;

import io.clustergateway.identity.external.Exchangers;
import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.RequestVariable;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RulesInForce;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The decision itself: the credential's own identity where identity passing is off, what the rules say where it is on.
 * Used on one context only.
 */
final class Exchange {
    /** Reason of every refusal for rules that do not compile. */
    static final String RULES_INVALID = "RulesInvalid";

    private static final long VALID_NANOS = Duration.ofSeconds(10).toNanos();

    private final boolean passing;
    private final Supplier<RulesState> global;
    private final MemberRules members;
    private final Exchangers exchangers;
    private final Shadow shadow;
    private final DecisionMetrics metrics;
    private final Ticker ticker;

    Exchange(
            boolean passing,
            Supplier<RulesState> global,
            MemberRules members,
            Exchangers exchangers,
            Shadow shadow,
            DecisionMetrics metrics,
            Ticker ticker) {
        this.passing = passing;
        this.global = global;
        this.members = members;
        this.exchangers = exchangers;
        this.shadow = shadow;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    Future<IdentityAnswer> answer(IdentityQuestion asked) {
        if (!passing && !asked.requested()) {
            return Future.succeededFuture(
                    new IdentityAnswer(new Impersonation.AsCredential(), "", "", Set.of(), later(VALID_NANOS)));
        }
        Optional<RulesState.Loaded> loaded = global.get().inForce();
        if (loaded.isEmpty()) {
            return Future.failedFuture(Failure.of(
                    503,
                    RULES_INVALID,
                    "the gateway's identity rules are wrong, and nobody is anybody at a member until they are mended",
                    Hop.IDENTITY_EXCHANGE));
        }
        return members.of(asked.cluster()).compose(own -> decide(loaded.get(), own, asked));
    }

    private Future<IdentityAnswer> decide(RulesState.Loaded loaded, Optional<RuleSet> own, IdentityQuestion asked) {
        RulesInForce rules = new RulesInForce(own, loaded.rules());
        Question question = Facts.of(asked);
        Decision decision = rules.decide(question);
        metrics.decided(decision);
        shadow.compare(loaded, own, question, decision);
        Terms terms = new Terms(rules, version(loaded, own), dependsOn(loaded, rules));
        if (decision instanceof Decision.AskExternal external) {
            return askExternal(terms, external.by(), question, asked);
        }
        return finish(terms, question, decision, VALID_NANOS);
    }

    private Future<IdentityAnswer> askExternal(Terms terms, Rule rule, Question question, IdentityQuestion asked) {
        return exchangers
                .ask(rule, question, asked.cluster().uid(), terms.version())
                .compose(answer -> finish(
                        terms,
                        question,
                        terms.rules().answered(rule, question, answer.identity()),
                        Math.min(VALID_NANOS, answer.validFor().toNanos())));
    }

    private Future<IdentityAnswer> finish(Terms terms, Question question, Decision decision, long validNanos) {
        String rule = decision.rule().map(Rule::name).orElse("");
        if (decision instanceof Decision.AsCredential) {
            return answered(terms, new Impersonation.AsCredential(), rule, validNanos);
        }
        if (decision instanceof Decision.As as) {
            metrics.passed(question.caller(), as.identity());
            return answered(terms, new Impersonation.As(Facts.caller(as.identity())), rule, validNanos);
        }
        if (decision instanceof Decision.Refused refused) {
            return Future.failedFuture(refusal(refused));
        }
        return Future.failedFuture(Failure.internal(Hop.IDENTITY_EXCHANGE));
    }

    private Future<IdentityAnswer> answered(Terms terms, Impersonation impersonation, String rule, long validNanos) {
        return Future.succeededFuture(
                new IdentityAnswer(impersonation, rule, terms.version(), terms.dependsOn(), later(validNanos)));
    }

    private long later(long nanos) {
        return ticker.nanos() + nanos;
    }

    private static Failure refusal(Decision.Refused refused) {
        Failure failure = Failure.forbidden(refused.message(), Hop.IDENTITY_EXCHANGE)
                .because(refused.reason().toString(), refused.message());
        return refused.rule().map(rule -> failure.because("Rule", rule.name())).orElse(failure);
    }

    private static String version(RulesState.Loaded loaded, Optional<RuleSet> own) {
        String global = loaded.rules().version();
        return own.map(rules -> rules.version() + "/" + global).orElse(global);
    }

    /** With the shadow's variables, or the forwarder would keep from it the requests it is there to see. */
    private static Set<RequestVariable> dependsOn(RulesState.Loaded loaded, RulesInForce rules) {
        Set<RequestVariable> variables = Facts.variables(rules.reads());
        loaded.shadow().ifPresent(shadow -> variables.addAll(Facts.variables(shadow.reads())));
        return variables;
    }

    /** What an answer is given under. */
    private record Terms(RulesInForce rules, String version, Set<RequestVariable> dependsOn) {}
}
