/**
 * Traces as the rest of the house sees them: {@link io.clustergateway.kernel.trace.Tracer} begins the span of a request,
 * {@link io.clustergateway.kernel.trace.Span} its parts. Where they go is known by who implements these.
 */
@NullMarked
package io.clustergateway.kernel.trace;

import org.jspecify.annotations.NullMarked;
