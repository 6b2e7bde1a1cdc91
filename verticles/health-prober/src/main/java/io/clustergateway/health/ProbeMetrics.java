package io.clustergateway.health;

import io.clustergateway.kernel.contract.Health;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;

/** What the prober shows of itself and of members; one for each process. */
final class ProbeMetrics {
    private static final double NANOS = 1e9;
    private static final double[] BUCKETS = {0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

    private final Gauge healthy;
    private final Gauge expiry;
    private final Gauge tokens;
    private final Gauge leader;
    private final Counter probes;
    private final Counter writes;
    private final Histogram duration;

    ProbeMetrics(PrometheusRegistry registry) {
        healthy = Gauge.builder()
                .name("cluster_gateway_member_healthy")
                .help("1 for a healthy member, 0 for one that is not; missing while unknown or switched off.")
                .labelNames("cluster")
                .register(registry);
        expiry = Gauge.builder()
                .name("cluster_gateway_member_certificate_expiration_timestamp_seconds")
                .help("When a certificate ends: the member's serving certificate, or the one we show to it.")
                .labelNames("cluster", "certificate")
                .register(registry);
        tokens = Gauge.builder()
                .name("cluster_gateway_member_token_expiration_timestamp_seconds")
                .help("When the token in a member's Secret ends, as it says itself.")
                .labelNames("cluster")
                .register(registry);
        leader = Gauge.builder()
                .name("cluster_gateway_health_prober_leader")
                .help("Whether this replica writes the members' health into their Secrets.")
                .register(registry);
        probes = Counter.builder()
                .name("cluster_gateway_health_probes_total")
                .help("Probes of members, by what they found.")
                .labelNames("result")
                .register(registry);
        writes = Counter.builder()
                .name("cluster_gateway_health_writes_total")
                .help("Attempts to write a member's health into its Secret.")
                .labelNames("result")
                .register(registry);
        duration = Histogram.builder()
                .name("cluster_gateway_health_probe_duration_seconds")
                .help("Time of one probe, connection included.")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(registry);
    }

    void probed(Finding finding, long nanos) {
        probes.labelValues(finding.isGood() ? "good" : "bad").inc();
        duration.observe(nanos / NANOS);
    }

    void wrote(String result) {
        writes.labelValues(result).inc();
    }

    void leads(boolean now) {
        leader.set(now ? 1 : 0);
    }

    void show(String cluster, Health health) {
        switch (health.state()) {
            case HEALTHY -> healthy.labelValues(cluster).set(1);
            case UNHEALTHY -> healthy.labelValues(cluster).set(0);
            case UNKNOWN -> healthy.remove(cluster);
        }
    }

    void ends(String cluster, CertificateKind kind, Instant end) {
        expiry.labelValues(cluster, kind.label()).set(end.getEpochSecond());
    }

    void ends(String cluster, CertificateKind kind) {
        expiry.remove(cluster, kind.label());
    }

    void tokenEnds(String cluster, Instant end) {
        tokens.labelValues(cluster).set(end.getEpochSecond());
    }

    void tokenEnds(String cluster) {
        tokens.remove(cluster);
    }

    /** Shows nothing of any member any more. */
    void clear() {
        healthy.clear();
        expiry.clear();
        tokens.clear();
        leader.set(0);
    }
}
