/**
 * What the gateway takes on at once, for whom and for which member: limits, the fair queue before a member, its adaptive
 * limit and its circuit. One object of each for the whole process, safe from any thread, its locks held for a few steps.
 * Entry points: {@link io.clustergateway.forwarder.load.Load}, {@link io.clustergateway.forwarder.load.Breaker}.
 */
@NullMarked
package io.clustergateway.forwarder.load;

import org.jspecify.annotations.NullMarked;
