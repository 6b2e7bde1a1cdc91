package io.clustergateway.authn.review;

import io.clustergateway.kernel.ops.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts and times reviews; made once for each process, because a name is registered once. Safe on any thread. */
public final class ReviewMetrics {
    private static final double[] BUCKETS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final Histogram accessReviews;
    private final Histogram reviews;

    public ReviewMetrics(Metrics metrics) {
        registry = metrics.registry();
        accessReviews = Histogram.builder()
                .name("ocm_proxy_cluster_escalation_access_review_duration_seconds")
                .help("Time that a SubjectAccessReview at the hub took; success tells whether it was answered.")
                .labelNames("success")
                .classicOnly()
                .withoutExemplars() // their classes do not come with Micrometer's registry
                .classicUpperBounds(BUCKETS)
                .register(metrics.prometheus());
        reviews = Histogram.builder()
                .name("cluster_gateway_review_duration_seconds")
                .help("Time that reviews at the hub took, those without an answer included.")
                .labelNames("kind")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(metrics.prometheus());
    }

    /** One review came to its end. */
    void ended(String kind, String outcome) {
        Counter.builder("cluster_gateway_reviews_total")
                .description("Reviews at the hub by what came of them.")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** How long a review took, answered or not. */
    void took(String kind, long nanos, boolean answered) {
        reviews.labelValues(kind).observe(nanos / NANOS_PER_SECOND);
        if (kind.equals(ReviewDesk.ACCESS)) {
            accessReviews.labelValues(String.valueOf(answered)).observe(nanos / NANOS_PER_SECOND);
        }
    }
}
