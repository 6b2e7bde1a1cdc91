package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A question one module asks another, with exactly one answer. Messages are deeply immutable and passed by reference.
 *
 * @param address where it is asked on the bus
 * @param hop named in the failure when nobody answers
 * @param limit how long the answering module may take; it keeps this limit itself, and the asker waits a second more
 * @param question type of the question
 * @param answer type of the answer
 */
public record Topic<Q, A>(String address, Hop hop, Duration limit, Class<Q> question, Class<A> answer) {
    /** Checks that nothing is null and the limit is positive. */
    public Topic {
        requireNonNull(address, "address");
        requireNonNull(hop, "hop");
        requireNonNull(question, "question");
        requireNonNull(answer, "answer");
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
        }
    }
}
