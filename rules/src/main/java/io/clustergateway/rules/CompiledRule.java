package io.clustergateway.rules;

import io.clustergateway.rules.cel.Activation;
import io.clustergateway.rules.cel.Condition;
import io.clustergateway.rules.cel.EvaluationFailed;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** A rule that can decide. */
record CompiledRule(Rule rule, Condition condition, Outcome outcome) {
    /** What a rule makes of a caller it matches. */
    interface Outcome {
        /** Never a wider identity than the rule spells out; refused when it computes none. */
        Decision decide(Question question, Activation activation, Supplier<PassingPolicy> passing)
                throws EvaluationFailed;

        /** The fields of the request that may change it. */
        Set<RequestField> reads();
    }

    /**
     * An outcome that is the same for everybody.
     *
     * @param decision for all
     */
    record Fixed(Decision decision) implements Outcome {
        @Override
        public Decision decide(Question question, Activation activation, Supplier<PassingPolicy> passing) {
            return decision;
        }

        @Override
        public Set<RequestField> reads() {
            return Set.of();
        }
    }

    Set<RequestField> reads() {
        EnumSet<RequestField> all = EnumSet.noneOf(RequestField.class);
        all.addAll(condition.reads());
        all.addAll(outcome.reads());
        return Collections.unmodifiableSet(all);
    }
}
