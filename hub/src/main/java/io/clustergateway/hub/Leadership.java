package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Replica;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/** Whether this replica is the one of all that writes for its module. Used on one context only. */
public final class Leadership implements Candidate {
    private final LeaseElector elector;
    private final ModuleContext module;
    private final String warning;
    private final String lack;
    private final Runnable onChange;
    private boolean barred;

    /**
     * Stands for nothing yet.
     *
     * @param namespace of the Lease
     * @param name of the module; the Lease is {@code cluster-gateway-NAME}, the warning {@code NAME-lease}
     * @param lack what is missing while nobody may be elected, such as {@code health of members is not written}
     * @param onChange run when it is elected, dismissed, barred or admitted
     */
    public Leadership(
            Vertx vertx,
            HubApi hub,
            String namespace,
            String name,
            String lack,
            ModuleContext module,
            Runnable onChange) {
        this.module = requireNonNull(module, "module");
        this.warning = name + "-lease";
        this.lack = requireNonNull(lack, "lack");
        this.onChange = requireNonNull(onChange, "onChange");
        LeaseTerms terms = LeaseTerms.of(namespace, "cluster-gateway-" + name, identity());
        this.elector = new LeaseElector(vertx, hub, module.ticker(), terms, this);
    }

    /** Begins to stand, and goes on until {@link #stop}. */
    public void start() {
        elector.start();
    }

    /** Gives the Lease back; completes when the hub knows, or could not be told. */
    public Future<Void> stop() {
        return elector.stop();
    }

    /** At this moment; to be asked before each act of a leader. */
    public boolean isLeader() {
        return elector.isLeader();
    }

    /** Nobody can be elected here, so that nobody else may be writing. */
    public boolean isBarred() {
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
        module.readiness().warn(warning, lack + ": " + mend.mend());
        onChange.run();
    }

    @Override
    public void admitted() {
        barred = false;
        module.readiness().clear(warning);
        onChange.run();
    }

    /** As client-go's users name themselves: the pod's name, and something no former process of that name had. */
    private static String identity() {
        return Replica.current().name() + "_" + UUID.randomUUID();
    }
}
