package io.clustergateway.kernel.lifecycle;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Condition;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;

/**
 * What the kernel hands to each deployment of a module.
 *
 * @param condition the readiness of this one instance
 */
public record ModuleContext(Bus bus, Condition condition, Metrics metrics, Ops ops, Ticker ticker) {}
