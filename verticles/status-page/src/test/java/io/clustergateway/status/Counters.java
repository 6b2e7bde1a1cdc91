package io.clustergateway.status;

import io.clustergateway.kernel.ops.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Some of the metrics of forwarder and exchanger, under the names, types and labels they have there. */
final class Counters {
    final Gauge streams;
    private final Metrics metrics;
    private final Counter byCluster;
    private final Histogram duration;

    Counters(Metrics metrics) {
        this.metrics = metrics;
        byCluster = Counter.builder()
                .name("ocm_proxy_proxied_requests_by_cluster_total")
                .labelNames("cluster", "code")
                .register(metrics.prometheus());
        duration = Histogram.builder()
                .name("cluster_gateway_member_request_duration_seconds")
                .labelNames("cluster")
                .classicOnly()
                .classicUpperBounds(0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
                .register(metrics.prometheus());
        streams = Gauge.builder()
                .name("cluster_gateway_streams_open")
                .labelNames("kind")
                .register(metrics.prometheus());
    }

    void answered(String member, int code, double seconds) {
        byCluster.labelValues(member, String.valueOf(code)).inc();
        duration.labelValues(member).observe(seconds);
    }

    void decided(String scope, String rule, String outcome) {
        metrics.registry()
                .counter("cluster_gateway_identity_decisions_total", "scope", scope, "rule", rule, "outcome", outcome)
                .increment();
    }
}
