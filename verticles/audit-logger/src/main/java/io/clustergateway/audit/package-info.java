/**
 * The audit log: takes {@link io.clustergateway.kernel.contract.AuditEvent}s over from the forwarder and writes them, each
 * backend on a thread of its own. {@link io.clustergateway.audit.AuditLogger} is the way in; what is audited says the
 * policy, read once at the start.
 */
@NullMarked
package io.clustergateway.audit;

import org.jspecify.annotations.NullMarked;
