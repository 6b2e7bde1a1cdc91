package io.clustergateway.kernel.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The one registry of metrics of this process; safe to use from any thread. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** A registry with the JVM's own metrics. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** For meters in Micrometer's terms. */
    public MeterRegistry registry() {
        return registry;
    }

    /** For what Micrometer refuses, such as a histogram bucket {@code le="0"}. */
    public PrometheusRegistry prometheus() {
        return registry.getPrometheusRegistry();
    }

    /** The Prometheus text form of everything. */
    public String scrape() {
        return registry.scrape();
    }

    /** Counts a module that died and is deployed again. */
    public void moduleRestarted(String module) {
        Counter.builder("cluster_gateway_module_restarts_total")
                .description("Redeployments of a module after it died or failed to start.")
                .tag("module", module)
                .register(registry)
                .increment();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
