package io.clustergateway.authn.review;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one kind of review is handed in. It measures, and it says once when the hub stops answering and once when it
 * answers again. Used on one context only.
 */
public final class ReviewDesk {
    static final String TOKEN = "token";
    static final String ACCESS = "access";

    private static final Logger log = LoggerFactory.getLogger(ReviewDesk.class);
    private static final int FORBIDDEN = 403;
    /** The hub understood and dislikes what a client made us ask. */
    private static final Set<Integer> ABOUT_THE_QUESTION = Set.of(400, 413, 422);

    private final String kind;
    private final String path;
    private final JsonObject typeMeta;
    private final MissingRule rule;
    private final HubApi hub;
    private final ReviewMetrics metrics;
    private final Readiness readiness;
    private final Ticker ticker;
    private String trouble = "";

    private ReviewDesk(String kind, String group, String reviewKind, HubApi hub, Surroundings surroundings) {
        String resource = reviewKind.toLowerCase(Locale.ROOT) + "s";
        this.kind = kind;
        this.path = "/apis/%s/v1/%s".formatted(group, resource);
        this.typeMeta = new JsonObject().put("apiVersion", group + "/v1").put("kind", reviewKind);
        this.rule = new MissingRule(group, resource, List.of("create"), Optional.empty());
        this.hub = hub;
        this.metrics = surroundings.metrics();
        this.readiness = surroundings.readiness();
        this.ticker = surroundings.ticker();
    }

    /** What a desk reports to. */
    public record Surroundings(ReviewMetrics metrics, Readiness readiness, Ticker ticker) {}

    /** The desk for TokenReviews. */
    public static ReviewDesk tokens(HubApi hub, Surroundings surroundings) {
        return new ReviewDesk(TOKEN, "authentication.k8s.io", "TokenReview", hub, surroundings);
    }

    /** The desk for SubjectAccessReviews. */
    public static ReviewDesk access(HubApi hub, Surroundings surroundings) {
        return new ReviewDesk(ACCESS, "authorization.k8s.io", "SubjectAccessReview", hub, surroundings);
    }

    /**
     * Hands in a review.
     *
     * @param deadline reading of the ticker by which the answer has to be here
     * @param traceparent of whose trace it is a part, if of any
     * @return its status; failed with the {@link HubFault} when there is none
     */
    Future<JsonObject> review(JsonObject spec, long deadline, Optional<String> traceparent) {
        long sent = ticker.nanos();
        Duration left = Duration.ofNanos(Math.max(1, deadline - sent));
        JsonObject review = typeMeta.copy().put("spec", spec);
        return hub.post(path, review, left, traceparent)
                .map(answer -> Fields.object(answer, "status"))
                .onSuccess(status -> answered(sent))
                .onFailure(error -> failed(sent, error));
    }

    long now() {
        return ticker.nanos();
    }

    void ended(String outcome) {
        metrics.ended(kind, outcome);
    }

    private void answered(long sent) {
        metrics.took(kind, ticker.nanos() - sent, true);
        if (!trouble.isEmpty()) {
            log.info("the hub answers reviews again kind={}", kind);
            trouble = "";
            readiness.clear(condition());
        }
    }

    private void failed(long sent, Throwable error) {
        metrics.took(kind, ticker.nanos() - sent, false);
        if (!(error instanceof HubFault fault)) {
            metrics.ended(kind, "broken");
            return;
        }
        if (ABOUT_THE_QUESTION.contains(fault.code())) {
            metrics.ended(kind, "rejected");
            return;
        }
        boolean forbidden = fault.code() == FORBIDDEN;
        metrics.ended(kind, forbidden ? "forbidden" : "unavailable");
        String mend = forbidden ? rule.mend() : "check the hub's API server and the network to it";
        report(fault.code() + fault.reason(), "%s; %s".formatted(fault.getMessage(), mend));
    }

    private void report(String now, String text) {
        if (!trouble.equals(now)) {
            trouble = now;
            log.warn("the hub does not answer reviews kind={} cause={}", kind, text);
            readiness.warn(condition(), text);
        }
    }

    private String condition() {
        return "hub-%s-reviews".formatted(kind);
    }
}
