/**
 * How modules live: {@link io.clustergateway.kernel.lifecycle.Kernel} deploys them in order, redeploys one that dies
 * with growing pauses, and takes them down in reverse order. A {@link io.clustergateway.kernel.lifecycle.Module} is
 * handed its {@link io.clustergateway.kernel.lifecycle.ModuleContext} and reports its readiness through it.
 */
@NullMarked
package io.clustergateway.kernel.lifecycle;

import org.jspecify.annotations.NullMarked;
