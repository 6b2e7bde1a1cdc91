package io.clustergateway.profiles;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is written of ClusterProfiles; one for each process. */
final class ProfileMetrics {
    private final Counter writes;

    ProfileMetrics(PrometheusRegistry registry) {
        writes = Counter.builder()
                .name("cluster_gateway_cluster_profile_writes_total")
                .help("Attempts to write ClusterProfiles: how, and whether it was done.")
                .labelNames("verb", "result")
                .register(registry);
    }

    void wrote(String verb, boolean done) {
        writes.labelValues(verb, done ? "done" : "failed").inc();
    }
}
