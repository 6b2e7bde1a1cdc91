package io.clustergateway.addon;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the add-on's upkeep writes; one for each process. */
final class AddOnMetrics {
    private final Counter writes;

    AddOnMetrics(PrometheusRegistry registry) {
        writes = Counter.builder()
                .name("cluster_gateway_ocm_addon_writes_total")
                .help("Attempts to write for the OCM add-on: what was written, and whether it was done.")
                .labelNames("object", "result")
                .register(registry);
    }

    void wrote(Right right, boolean done) {
        writes.labelValues(right.label(), done ? "done" : "failed").inc();
    }
}
