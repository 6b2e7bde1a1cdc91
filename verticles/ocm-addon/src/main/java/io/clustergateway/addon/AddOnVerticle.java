package io.clustergateway.addon;

import io.clustergateway.hub.ElectedWork;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Wiring: stands for election, and works while it is elected. */
final class AddOnVerticle extends VerticleBase {
    static final String NAME = "ocm-addon";

    private final HubApi hub;
    private final String namespace;
    private final Duration renewal;
    private final AddOnMetrics metrics;
    private final ModuleContext module;
    private @Nullable ElectedWork work;

    AddOnVerticle(HubApi hub, String namespace, Duration renewal, AddOnMetrics metrics, ModuleContext module) {
        this.hub = hub;
        this.namespace = namespace;
        this.renewal = renewal;
        this.metrics = metrics;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        ElectedWork standing = new ElectedWork(
                vertx,
                hub,
                namespace,
                NAME,
                "ManagedClusterAddOns are not kept up",
                module,
                leads -> Future.succeededFuture(members -> shift(leads, members)));
        work = standing;
        return standing.start();
    }

    @Override
    public Future<?> stop() {
        ElectedWork standing = work;
        return standing == null ? Future.succeededFuture() : standing.stop();
    }

    private ElectedWork.Work shift(BooleanSupplier leads, ClusterTable members) {
        Shift shift = new Shift(vertx, hub, namespace, renewal, metrics, module, leads, members);
        shift.begin();
        return shift;
    }
}
