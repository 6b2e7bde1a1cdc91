package io.clustergateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** kube-apiserver's metrics of its audit log, same names and labels. Safe from any thread. */
final class AuditMeters {
    private final MeterRegistry registry;
    private final Counter events;

    AuditMeters(MeterRegistry registry) {
        this.registry = registry;
        this.events = Counter.builder("apiserver_audit_event_total")
                .description("Audit events generated and sent to the backends.")
                .register(registry);
        lost("log", 0);
        lost("webhook", 0);
        lost("buffered", 0);
    }

    void sent(int count) {
        events.increment(count);
    }

    void lost(String plugin, int count) {
        Counter.builder("apiserver_audit_error_total")
                .description("Audit events that were not written, by the part that lost them.")
                .tag("plugin", plugin)
                .register(registry)
                .increment(count);
    }
}
