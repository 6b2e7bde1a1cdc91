package io.clustergateway.rules.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/**
 * A function gives up. It is one of cel-java's own exceptions, because any other is dressed in the function's arguments,
 * which may be long and are nobody's business; and it has no stack trace, because it may be thrown and absorbed thousands of times in one evaluation.
 */
final class FunctionFailed extends CelRuntimeException {
    private static final long serialVersionUID = 1;

    FunctionFailed(String message) {
        super(new Reason(message), CelErrorCode.INVALID_ARGUMENT);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    /** What cel-java takes the message from. */
    private static final class Reason extends RuntimeException {
        private static final long serialVersionUID = 1;

        Reason(String message) {
            super(message, null, false, false);
        }
    }
}
