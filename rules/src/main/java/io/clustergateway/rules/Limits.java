package io.clustergateway.rules;

/**
 * How much rules may ask for. cel-java has no clock, so iterations, work and sizes are what bounds the time of a decision.
 *
 * @param sourceSize of one text, characters
 * @param rules in one scope
 * @param expressionSize of one CEL expression, code points
 * @param expressionDepth of the parser's recursion
 * @param comprehensionIterations of one evaluation, over all its macros
 * @param expressionWork of one evaluation: characters and list elements that its functions may read and make
 * @param regexProgramSize of one RE2 pattern, instructions
 * @param identitySize of a computed identity: groups and extra values, each
 * @param nameSize of each user, group, uid, extra key and extra value of a computed identity, characters
 */
public record Limits(
        int sourceSize,
        int rules,
        int expressionSize,
        int expressionDepth,
        int comprehensionIterations,
        int expressionWork,
        int regexProgramSize,
        int identitySize,
        int nameSize) {
    /** What the gateway runs with. */
    public static final Limits DEFAULT =
            new Limits(4 * 1024 * 1024, 20_000, 8_192, 64, 20_000, 2_000_000, 2_000, 1_000, 4_096);
}
