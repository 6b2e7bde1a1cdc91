package io.clustergateway.identity.external;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.rules.Rule;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why there is no answer that could be used. Without a stack trace, because the server is the cause; what only the log may
 * see is in {@link #detail()}.
 */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String UNREACHABLE = "unreachable";
    private static final String UNTRUSTED = "untrusted";
    private static final String CUT = "cut";
    private static final int LONGEST_DETAIL = 1000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final String code;
    private final String detail;
    private final Kind kind;

    /** What a fault means to others than the client. */
    private enum Kind {
        /** The server is not well. */
        SERVER("ExchangerUnavailable", "did not answer"),
        /** The reason is at our side, so it says nothing about the server. */
        OURS("ExchangerUnavailable", "did not answer"),
        /** The server is there and answered something wrong, perhaps to this question only. */
        ANSWER("ExchangerAnswerInvalid", "did not answer rightly");

        private final String cause;
        private final String text;

        Kind(String cause, String text) {
            this.cause = cause;
            this.text = text;
        }
    }

    private Fault(Kind kind, String code, String words, String detail) {
        super(words, null, false, false);
        this.kind = kind;
        this.code = code;
        this.detail = detail;
    }

    static Fault timeout(Duration limit) {
        return new Fault(Kind.SERVER, "timeout", "nothing within %d ms".formatted(limit.toMillis()), "");
    }

    /** No connection was made, so nothing was sent. */
    static Fault connecting(Throwable cause, Duration limit) {
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return timeout(limit);
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new Fault(Kind.OURS, "busy", "too many requests wait for it", describe(cause));
        }
        Throwable root = root(cause);
        if (root instanceof GeneralSecurityException || root instanceof SSLException) {
            // Says nothing to others: their rules may trust the server, or show it another certificate.
            return new Fault(Kind.OURS, UNTRUSTED, "no trusted TLS connection", describe(cause));
        }
        return new Fault(Kind.SERVER, UNREACHABLE, "no connection", describe(cause));
    }

    /** The connection was lost after the question went out, or TLS 1.3 says so late that our certificate is not wanted. */
    static Fault cut(Throwable cause) {
        Kind kind = root(cause) instanceof SSLException ? Kind.OURS : Kind.SERVER;
        return new Fault(kind, CUT, "the connection ended early", describe(cause));
    }

    static Fault status(int status) {
        boolean unwell = status >= SERVER_ERROR || status == TOO_MANY_REQUESTS;
        String code = status < 100 || status > 599 ? "other" : Integer.toString(status);
        return new Fault(unwell ? Kind.SERVER : Kind.ANSWER, code, "HTTP status " + code, "");
    }

    /** What is wrong with the answer: a field's name and what was expected of it, never its value. */
    static Fault answer(String what) {
        return new Fault(Kind.ANSWER, "invalid", what, "");
    }

    static Fault files(Throwable cause) {
        return new Fault(Kind.OURS, "files", "its TLS files cannot be used", describe(cause));
    }

    static Fault open() {
        return new Fault(Kind.OURS, "open", "it failed repeatedly and is left alone for some seconds", "");
    }

    static Fault closing() {
        return new Fault(Kind.OURS, "closing", "the gateway is ending", "");
    }

    static Fault question(Throwable cause) {
        return new Fault(Kind.OURS, "question", "the question cannot be written as JSON", describe(cause));
    }

    /** A fault as it is; anything else is a bug, and no answer either. */
    static Fault of(Throwable error) {
        return error instanceof Fault fault
                ? fault
                : new Fault(Kind.OURS, "broken", "internal error of the gateway", describe(error));
    }

    /** Bounded and stable, for metrics: a word, or the HTTP status. */
    String code() {
        return code;
    }

    /** For the log: may name addresses and files. */
    String detail() {
        return detail.isEmpty() ? getMessage() : detail;
    }

    /** Whether asking again soon is no use, whoever asks. */
    boolean speaksAgainstServer() {
        return kind == Kind.SERVER;
    }

    /** Whether nothing was sent, for a reason that may pass. */
    boolean mayPass() {
        return code.equals(UNREACHABLE);
    }

    /** Whether nothing was sent, for a reason that other TLS files may mend. */
    boolean isDistrust() {
        return code.equals(UNTRUSTED);
    }

    /** Whether the connection is the trouble, in which TLS files may have a part. */
    boolean brokeConnection() {
        return code.equals(UNREACHABLE) || code.equals(UNTRUSTED) || code.equals(CUT);
    }

    /** Whether the server was heard. */
    boolean isAnswer() {
        return kind == Kind.ANSWER;
    }

    Failure failure(Rule rule) {
        String text = "the exchanger of rule \"%s\" %s: %s".formatted(rule.name(), kind.text, getMessage());
        return Failure.forbidden(text, Hop.IDENTITY_EXCHANGE)
                .because("Rule", rule.name())
                .because(kind.cause, getMessage());
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Causes repeat what servers send, so they are made one line as well. */
    private static String describe(Throwable cause) {
        Throwable root = root(cause);
        String text = root == cause ? cause.toString() : "%s: %s".formatted(cause, root);
        return OneLine.of(text, LONGEST_DETAIL);
    }
}
