package io.clustergateway.kernel.contract;

import java.util.List;

/** Events to be logged, in order. */
public record AuditBatch(List<AuditEvent> events) {
    /** Copies the list. */
    public AuditBatch {
        events = List.copyOf(events);
    }
}
