package io.clustergateway.kernel.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The one registry of metrics of this process; safe to use from any thread. */
public final class Metrics implements AutoCloseable {
    /** Of {@link #scrape()}. */
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** The form that has exemplars. */
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** A registry with the metrics of the build, the process and the JVM. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        gc.bindTo(registry);
        ProcessMetrics.builder().register(prometheus());
        Info.builder()
                .name("cluster_gateway_build_info")
                .help("The build that is running, always 1.")
                .labelNames("version", "revision", "java_version")
                .register(prometheus())
                .setLabelValues(
                        Build.CURRENT.version(),
                        Build.CURRENT.commit(),
                        Runtime.version().toString());
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
        return GoBuckets.in(registry.scrape());
    }

    /** The form of everything that a scraper who accepts this gets: OpenMetrics for who asks for it, else as above. */
    OpsAnswer scrape(String accept) {
        return accept.contains("application/openmetrics-text")
                ? new OpsAnswer(200, OPEN_METRICS, GoBuckets.in(registry.scrape(OPEN_METRICS)))
                : new OpsAnswer(200, TEXT, scrape());
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
