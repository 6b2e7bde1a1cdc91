package io.clustergateway.identity;

import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.rules.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The global rules in force and their reloads, named as kube-apiserver names those of its authentication configuration.
 * One for each registry, whatever becomes of the verticle.
 */
final class RulesMetrics {
    private final MeterRegistry registry;
    private final Info hash;
    private final AtomicLong rules = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong lastSuccess = new AtomicLong();
    private final AtomicLong lastFailure = new AtomicLong();

    RulesMetrics(Metrics metrics) {
        registry = metrics.registry();
        hash = Info.builder()
                .name("cluster_gateway_identity_rules_last_config_info")
                .help("The version of the global rules in force; replicas must agree.")
                .labelNames("hash")
                .register(metrics.prometheus());
        gauge("cluster_gateway_identity_rules", "Global rules in force.", Tags.empty(), rules);
        gauge(
                "cluster_gateway_identity_rules_errors",
                "Errors in the global rules as last read.",
                Tags.empty(),
                errors);
        gauge(lastTime(), lastTimeDescription(), Tags.of("status", "success"), lastSuccess);
        gauge(lastTime(), lastTimeDescription(), Tags.of("status", "failure"), lastFailure);
    }

    void read(RulesState state) {
        count(state.isGood() ? "success" : "failure");
        (state.isGood() ? lastSuccess : lastFailure).set(Instant.now().getEpochSecond());
        errors.set(state.findings().stream().filter(Finding::isError).count());
        state.inForce().ifPresent(loaded -> {
            rules.set(loaded.rules().rules().size());
            hash.setLabelValues(loaded.rules().version());
        });
    }

    private void count(String status) {
        Counter.builder("cluster_gateway_identity_rules_automatic_reloads_total")
                .description("Readings of the global rules that differed from the one before, by outcome.")
                .tag("status", status)
                .register(registry)
                .increment();
    }

    private void gauge(String name, String description, Tags tags, AtomicLong value) {
        Gauge.builder(name, value::get)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static String lastTime() {
        return "cluster_gateway_identity_rules_automatic_reload_last_timestamp_seconds";
    }

    private static String lastTimeDescription() {
        return "When the global rules were read last with this outcome, in seconds since 1970; 0 for never.";
    }
}
