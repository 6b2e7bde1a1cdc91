package io.clustergateway.hub;

import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work about the members that one replica of all does: it begins when this one is elected, follows the members, and ends when
 * this one is elected no longer. Used on the context it was started on.
 */
public final class ElectedWork {
    private final Leadership leadership;
    private final ModuleContext module;
    private final Function<BooleanSupplier, Future<Function<ClusterTable, Work>>> prepare;
    private ClusterTable members = ClusterTable.EMPTY;
    private @Nullable Work work;

    /** What the elected replica does. */
    public interface Work {
        /** The members are these now. */
        void follow(ClusterTable next);

        /** Another replica does it from now on. */
        void end();
    }

    /**
     * Stands for nothing yet.
     *
     * @param name of the Lease
     * @param undone what does not happen while nobody can be elected
     * @param prepare gets what says whether this replica is still elected, and gives what begins the work for these members
     */
    public ElectedWork(
            Vertx vertx,
            HubApi hub,
            String namespace,
            String name,
            String undone,
            ModuleContext module,
            Function<BooleanSupplier, Future<Function<ClusterTable, Work>>> prepare) {
        this.module = module;
        this.prepare = prepare;
        this.leadership = new Leadership(vertx, hub, namespace, name, undone, module, this::ranked);
    }

    /** Stands for election; the module is ready then, elected or not. */
    public Future<Void> start() {
        module.bus().follow(Topics.CLUSTERS, this::follow);
        leadership.start();
        module.condition().ready();
        return Future.succeededFuture();
    }

    /** Ends the work and gives the Lease back. */
    public Future<Void> stop() {
        return leadership.stop();
    }

    private void follow(ClusterTable next) {
        members = next;
        if (work != null) {
            work.follow(next);
        }
    }

    private void ranked() {
        Work running = work;
        if (leadership.isLeader() && running == null) {
            prepare.apply(leadership::isLeader).onSuccess(this::begin);
        } else if (!leadership.isLeader() && running != null) {
            running.end();
            work = null;
        }
    }

    private void begin(Function<ClusterTable, Work> prepared) {
        if (leadership.isLeader() && work == null) {
            work = prepared.apply(members);
        }
    }
}
