/**
 * What operators look at: {@link io.clustergateway.kernel.ops.Ops} answers {@code /livez}, {@code /readyz}, {@code
 * /healthz}, {@code /metrics} and {@code /version} on the secure port and, through {@link
 * io.clustergateway.kernel.management.ManagementPort}, in plain HTTP; {@link io.clustergateway.kernel.ops.Metrics} is the one
 * registry.
 */
@NullMarked
package io.clustergateway.kernel.ops;

import org.jspecify.annotations.NullMarked;
