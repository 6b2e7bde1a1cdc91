package io.clustergateway.identity.external;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import java.time.Duration;

/**
 * The answer of an {@code IdentityExchangeReview}. Unknown fields are nobody's concern; a known one of another type, or an
 * identity that could not be carried to a member unchanged, makes it no answer at all.
 *
 * @param ttlSeconds zero when the answer holds for the one request
 */
record ReviewAnswer(Verdict verdict, double ttlSeconds) {
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 256;
    private static final double NANOS = 1e9;

    /**
     * Reads it.
     *
     * @param uid of the question
     * @throws Fault naming the field that is wrong, never what it holds
     */
    static ReviewAnswer read(Buffer body, String uid) {
        JsonFields review = JsonFields.of(parse(body));
        review.constant("apiVersion", ReviewRequest.API_VERSION);
        review.constant("kind", ReviewRequest.KIND);
        JsonFields response =
                review.object("response").orElseThrow(() -> Fault.answer("response is missing (expected: an object)"));
        if (!response.text("uid").equals(uid)) {
            throw Fault.answer("response.uid is not that of the request");
        }
        boolean allowed = response.bool("allowed")
                .orElseThrow(() -> Fault.answer("response.allowed is missing (expected: true or false)"));
        String message = response.text("message");
        double ttl = response.count("ttlSeconds");
        return new ReviewAnswer(
                allowed ? allowed(response) : new Verdict.Refused(OneLine.of(message, LONGEST_MESSAGE)), ttl);
    }

    /** How long it may be used: never longer than the rule allows, and refusals for seconds only. */
    long ttlNanos(Duration most) {
        Duration cap =
                verdict instanceof Verdict.Refused && LONGEST_REFUSAL.compareTo(most) < 0 ? LONGEST_REFUSAL : most;
        return Math.min(cap.toNanos(), (long) (ttlSeconds * NANOS));
    }

    private static Verdict allowed(JsonFields response) {
        return response.object("identity")
                .map(identity -> new Verdict.Allowed(AnsweredIdentity.read(identity)))
                .orElseThrow(
                        () -> Fault.answer("response.identity is missing (expected: an object, with allowed: true)"));
    }

    private static Object parse(Buffer body) {
        try {
            return body.toJsonValue();
        } catch (DecodeException e) {
            throw Fault.answer("the answer is no JSON");
        }
    }
}
