package io.clustergateway.health;

import io.clustergateway.hub.Candidate;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.LeaseElector;
import io.clustergateway.hub.LeaseTerms;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Replica;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/** Whether this replica is the one that writes. Used on one context only. */
final class Leadership implements Candidate {
    static final String LEASE = "cluster-gateway-health-prober";
    static final String WARNING = "health-prober-lease";

    private final LeaseElector elector;
    private final ModuleContext module;
    private final Runnable onChange;
    private boolean barred;

    Leadership(Vertx vertx, HubApi hub, String namespace, ModuleContext module, Runnable onChange) {
        this.module = module;
        this.onChange = onChange;
        this.elector = new LeaseElector(vertx, hub, module.ticker(), LeaseTerms.of(namespace, LEASE, identity()), this);
    }

    void start() {
        elector.start();
    }

    Future<Void> stop() {
        return elector.stop();
    }

    boolean isLeader() {
        return elector.isLeader();
    }

    /** Nobody can be elected here, so that nobody else may be probing. */
    boolean isBarred() {
        return barred;
    }

    @Override
    public void elected() {
        onChange.run();
    }

    @Override
    public void dismissed() {
        onChange.run();
    }

    @Override
    public void barred(MissingRule mend) {
        barred = true;
        module.readiness().warn(WARNING, "health of members is not written: " + mend.mend());
        onChange.run();
    }

    @Override
    public void admitted() {
        barred = false;
        module.readiness().clear(WARNING);
        onChange.run();
    }

    /** As client-go's users name themselves: the pod's name, and something no former process of that name had. */
    private static String identity() {
        return Replica.current().name() + "_" + UUID.randomUUID();
    }
}
