package io.clustergateway.rules.cel;

import io.clustergateway.rules.RequestField;
import io.clustergateway.rules.match.Check;
import io.clustergateway.rules.match.Facts;
import io.clustergateway.rules.match.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a rule is about. Immutable, safe to use from any thread. */
public final class Condition {
    private final List<FixedField> fields;
    private final Optional<String> when;
    private final Check check;
    private final Optional<Expression<Boolean>> program;
    private final Set<RequestField> reads;

    /**
     * A condition.
     *
     * @param check as much of it as can be told without running it
     * @param program all of it; may be left out when the check tells everything
     */
    Condition(
            List<FixedField> fields,
            Optional<String> when,
            Check check,
            Optional<Expression<Boolean>> program,
            Set<RequestField> reads) {
        if (program.isEmpty() && !check.isTotal()) {
            throw new IllegalArgumentException("program: missing, though the check is not total");
        }
        this.fields = fields;
        this.when = when;
        this.check = check;
        this.program = program;
        this.reads = reads;
    }

    /**
     * A part of a condition.
     *
     * @param field {@code source.user} and the like, or {@code when}
     * @param expression CEL
     */
    public record Part(String field, String expression) {}

    /** Whether the rule matches. The program runs only when the check does not know, so the answer is always its. */
    public boolean holds(Activation activation) throws EvaluationFailed {
        Verdict verdict = check.test(activation.facts());
        return verdict == Verdict.UNKNOWN ? program.orElseThrow().evaluate(activation) : verdict == Verdict.HOLDS;
    }

    /** What an index may know of it. */
    public Check check() {
        return check;
    }

    /** For a condition that does not hold: the first part of it that does not. */
    public Part missing(Activation activation) {
        Facts facts = activation.facts();
        return fields.stream()
                .filter(field -> field.check().test(facts) == Verdict.FAILS)
                .findFirst()
                .map(field -> new Part("source." + field.name(), field.program()))
                .orElseGet(() -> new Part("when", when.orElse("")));
    }

    /** The fields of the request that it may look at. */
    public Set<RequestField> reads() {
        return reads;
    }
}
