/**
 * Traces by OpenTelemetry: {@link io.clustergateway.tracing.Tracing} reads a TracingConfiguration as kube-apiserver does, and
 * sends spans by OTLP on threads of its own. The one room that knows OpenTelemetry.
 */
@NullMarked
package io.clustergateway.tracing;

import org.jspecify.annotations.NullMarked;
