package io.clustergateway.kernel;

/**
 * A fault of the operator's input that stops the first start: a port in use, an unreadable key, a wrong flag. The
 * message is one line that names the thing and the mend, and is all the user is shown.
 */
public final class StartFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A fault that the message explains whole. */
    public StartFault(String message) {
        super(message);
    }

    /** A fault with the exception that showed it, for debug logs only. */
    public StartFault(String message, Throwable cause) {
        super(message, cause);
    }
}
