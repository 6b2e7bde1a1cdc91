package io.clustergateway.kernel.lifecycle;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Condition;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import java.time.Clock;

/**
 * What the kernel hands to each deployment of a module.
 *
 * @param condition the readiness of this one instance
 * @param readiness of the whole replica, for warnings that take nothing out of service
 */
public record ModuleContext(
        Bus bus, Condition condition, Readiness readiness, Metrics metrics, Ops ops, Clocks clocks) {
    /** For spans of time. */
    public Ticker ticker() {
        return clocks.ticker();
    }

    /** For what the outside has dated. */
    public Clock clock() {
        return clocks.wall();
    }
}
