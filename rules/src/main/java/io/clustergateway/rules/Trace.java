package io.clustergateway.rules;

/**
 * What became of a rule that was asked.
 *
 * @param condition for a rule that does not match, the first part of it that does not hold: {@code source.user} and the
 *     like, or {@code when}; empty otherwise
 * @param detail for operators: that part as CEL, or what a rule threw; may hold values of the request
 */
public record Trace(Rule rule, Outcome outcome, String condition, String detail) {
    /** What it said. */
    public enum Outcome {
        /** It decides, even where that is a refusal. */
        MATCHED,
        /** The next one is asked. */
        NOT_MATCHED,
        /** Its condition or its target threw or passed a limit, which refuses the request. */
        FAILED
    }

    static Trace matched(Rule rule) {
        return new Trace(rule, Outcome.MATCHED, "", "");
    }

    static Trace notMatched(Rule rule, String condition, String detail) {
        return new Trace(rule, Outcome.NOT_MATCHED, condition, detail);
    }

    static Trace failed(Rule rule, String detail) {
        return new Trace(rule, Outcome.FAILED, "", detail);
    }
}
