package io.clustergateway.kernel.contract;

import static java.util.Objects.requireNonNull;

/**
 * What the audit log wants to be told.
 *
 * @param waits whether requests wait until their events are written (mode {@code blocking})
 * @param strict whether a request is refused whose first event could not be written (mode {@code blocking-strict})
 */
public record Auditing(AuditPolicy policy, boolean waits, boolean strict) {
    /** There is no audit log. */
    public static final Auditing OFF = new Auditing(AuditPolicy.NOTHING, false, false);

    /** Refuses null. */
    public Auditing {
        requireNonNull(policy, "policy");
    }
}
