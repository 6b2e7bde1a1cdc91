/**
 * Follows each request from the front door to its end, whoever serves it: {@link
 * io.clustergateway.forwarder.journey.Journeys} tells the audit log, the metrics and the trace of it.
 */
@NullMarked
package io.clustergateway.forwarder.journey;

import org.jspecify.annotations.NullMarked;
