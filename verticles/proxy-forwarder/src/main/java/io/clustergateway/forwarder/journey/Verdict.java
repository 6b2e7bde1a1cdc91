package io.clustergateway.forwarder.journey;

import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.Failure;
import java.util.Optional;

/**
 * How a request ended.
 *
 * @param hop who refused or failed it; {@link #NONE} when it was answered as asked
 * @param reason the most telling word for why, of few values; {@link #NONE} likewise
 */
record Verdict(int code, String hop, String reason) {
    static final String NONE = "none";
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    static Verdict of(int code, Optional<Failure> failure) {
        if (failure.isPresent()) {
            return new Verdict(code, failure.get().hop().toString(), reason(failure.get()));
        }
        return code == Outcome.CLIENT_LEFT
                ? new Verdict(code, "request", "ClientClosedRequest")
                : new Verdict(code, NONE, NONE);
    }

    boolean isFailed() {
        return !hop.equals(NONE);
    }

    /** Members may answer by any number. */
    String codeLabel() {
        return code >= LOWEST && code <= HIGHEST ? Integer.toString(code) : "other";
    }

    /** The name of a rule says less than what became of it. */
    private static String reason(Failure failure) {
        return failure.causes().stream()
                .map(Failure.Cause::reason)
                .filter(reason -> !reason.equals("Rule"))
                .findFirst()
                .orElse(failure.reason());
    }
}
