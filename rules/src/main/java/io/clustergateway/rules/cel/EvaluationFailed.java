package io.clustergateway.rules.cel;

/** An expression threw or passed a limit. The message is for operators: it may hold values of the request. */
public final class EvaluationFailed extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 300;

    EvaluationFailed(String message) {
        super(
                message.codePointCount(0, message.length()) <= LONGEST
                        ? message
                        : message.substring(0, message.offsetByCodePoints(0, LONGEST)) + "…",
                null,
                false,
                false);
    }
}
