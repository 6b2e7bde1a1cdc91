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

    String codeLabel() {
        return CodeLabel.of(code);
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
