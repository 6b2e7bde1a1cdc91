package io.clustergateway.addon;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.Leadership;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wiring: stands for election, and works while it is elected. */
final class AddOnVerticle extends VerticleBase {
    static final String NAME = "ocm-addon";

    private final HubApi hub;
    private final String namespace;
    private final Duration renewal;
    private final AddOnMetrics metrics;
    private final ModuleContext module;
    private ClusterTable members = ClusterTable.EMPTY;
    private @Nullable Leadership leadership;
    private @Nullable Shift shift;

    AddOnVerticle(HubApi hub, String namespace, Duration renewal, AddOnMetrics metrics, ModuleContext module) {
        this.hub = hub;
        this.namespace = namespace;
        this.renewal = renewal;
        this.metrics = metrics;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        leadership = new Leadership(
                vertx, hub, namespace, NAME, "ManagedClusterAddOns are not kept up", module, this::ranked);
        module.bus().follow(Topics.CLUSTERS, this::follow);
        leadership.start();
        module.condition().ready();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Leadership standing = leadership;
        return standing == null ? Future.succeededFuture() : standing.stop();
    }

    private boolean leads() {
        return leadership != null && leadership.isLeader();
    }

    private void follow(ClusterTable next) {
        members = next;
        if (shift != null) {
            shift.follow(next);
        }
    }

    private void ranked() {
        if (leads() && shift == null) {
            Shift begun = new Shift(vertx, hub, namespace, renewal, metrics, module, this::leads, members);
            shift = begun;
            begun.begin();
        } else if (!leads() && shift != null) {
            shift.end();
            shift = null;
        }
    }
}
