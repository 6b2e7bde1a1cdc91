/**
 * What the audit log is told of requests: {@link io.clustergateway.forwarder.audit.Audit} keeps a {@code Trail} for each
 * while it is on its way, and nothing at all while nobody audits.
 */
@NullMarked
package io.clustergateway.forwarder.audit;

import org.jspecify.annotations.NullMarked;
