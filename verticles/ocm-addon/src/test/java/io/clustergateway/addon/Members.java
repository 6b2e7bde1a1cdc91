package io.clustergateway.addon;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;

/** Plays the registry-watcher on the bus. */
final class Members implements Module {
    static final Health GOOD = new Health(Health.State.HEALTHY, "");
    private volatile Bus.Publisher<ClusterTable> publisher;
    private volatile Context context;
    private ClusterTable table = new ClusterTable("1", HashTreePMap.empty());
    private int version = 1;

    static Cluster cluster(String name, Health health, Optional<String> offline) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", 6443, ""),
                new Trust.SystemRoots(),
                new Credential.BearerToken("token"),
                Optional.empty(),
                health,
                offline,
                Optional.empty(),
                "key-" + name);
    }

    synchronized void put(String name, Health health) {
        table = table.with(cluster(name, health, Optional.empty()), String.valueOf(++version));
        publish();
    }

    private void publish() {
        ClusterTable now = table;
        if (context != null) {
            context.runOnContext(ignored -> publisher.publish(now));
        }
    }

    @Override
    public String name() {
        return "members";
    }

    @Override
    public Deployable verticle(ModuleContext module) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                publisher = module.bus().publisher(Topics.CLUSTERS);
                Members.this.context = context;
                publisher.publish(table);
                module.condition().ready();
                return Future.succeededFuture();
            }
        };
    }
}
