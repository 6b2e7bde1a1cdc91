package io.clustergateway.forwarder.audit;

import io.clustergateway.kernel.contract.AuditBatch;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditReceipt;
import io.clustergateway.kernel.ops.Metrics;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Events on their way to the audit-logger: several at a time, unless a request waits for them. Used on one context only. */
final class Sending {
    private static final int MOST = 256;
    private static final long PAUSE_MILLIS = 10;

    private final Vertx vertx;
    private final Function<AuditBatch, Future<AuditReceipt>> topic;
    private final Counter lost;
    private List<AuditEvent> gathered = new ArrayList<>();

    Sending(Vertx vertx, Function<AuditBatch, Future<AuditReceipt>> topic, Metrics metrics) {
        this.vertx = vertx;
        this.topic = topic;
        this.lost = Counter.builder("apiserver_audit_error_total")
                .description("Audit events that were not written, by the part that lost them.")
                .tag("plugin", "bus")
                .register(metrics.registry());
    }

    /** Sends it soon. */
    void gather(AuditEvent event) {
        gathered.add(event);
        if (gathered.size() == 1) {
            vertx.setTimer(PAUSE_MILLIS, late -> flush());
        } else if (gathered.size() >= MOST) {
            flush();
        }
    }

    /** Sends it now; whether it was stored. */
    Future<Boolean> send(AuditEvent event) {
        return ask(List.of(event));
    }

    /** Sends what was gathered. */
    Future<Boolean> flush() {
        if (gathered.isEmpty()) {
            return Future.succeededFuture(true);
        }
        List<AuditEvent> events = gathered;
        gathered = new ArrayList<>();
        return ask(events);
    }

    private Future<Boolean> ask(List<AuditEvent> events) {
        return topic.apply(new AuditBatch(events)).map(AuditReceipt::stored).otherwise(error -> {
            lost.increment(events.size());
            return false;
        });
    }
}
