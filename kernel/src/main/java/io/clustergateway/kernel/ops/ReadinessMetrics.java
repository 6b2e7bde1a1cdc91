package io.clustergateway.kernel.ops;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;

/** What {@code /readyz} says, as metrics. Warnings are counted only: their names hold those of members. */
public final class ReadinessMetrics {
    private ReadinessMetrics() {}

    /** Once for each registry. */
    public static void show(Readiness readiness, Metrics metrics) {
        GaugeWithCallback.builder()
                .name("cluster_gateway_ready")
                .help("Whether a condition of /readyz holds.")
                .labelNames("condition")
                .callback(gauge ->
                        readiness.conditions().forEach((name, reason) -> gauge.call(reason.isEmpty() ? 1 : 0, name)))
                .register(metrics.prometheus());
        GaugeWithCallback.builder()
                .name("cluster_gateway_warnings")
                .help("Warnings shown at /readyz?verbose; they take nothing out of service.")
                .callback(gauge -> gauge.call(readiness.warnings().size()))
                .register(metrics.prometheus());
    }
}
