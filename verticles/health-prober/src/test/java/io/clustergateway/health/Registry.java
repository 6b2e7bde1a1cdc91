package io.clustergateway.health;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plays the registry-watcher and the forwarder on the bus. */
final class Registry implements Module {
    final List<HealthTable> tables = new CopyOnWriteArrayList<>();
    private volatile ClusterTable table = new ClusterTable("100", ClusterTable.EMPTY.members());
    private volatile Bus.Publisher<ClusterTable> publisher;
    private volatile Context context;
    private volatile Bus bus;
    private final Map<String, String> served = new ConcurrentHashMap<>();
    private int version = 100;

    Bus bus() {
        return bus;
    }

    synchronized void put(Cluster cluster) {
        replace(copy(cluster, String.valueOf(++version), cluster.health()));
    }

    synchronized void putBroken(BrokenMember member) {
        table = table.with(member, String.valueOf(++version));
        publish();
    }

    /** As an informer brings it after somebody wrote the annotations. */
    synchronized String annotate(String name, String healthy, String reason) {
        Cluster known = (Cluster) table.find(name).orElseThrow();
        String next = String.valueOf(++version);
        Health.State state = "true".equals(healthy) ? Health.State.HEALTHY : Health.State.UNHEALTHY;
        replace(copy(known, next, new Health(state, reason)));
        return next;
    }

    /** Something else than its Secret changed what is served of it, as a ManagedCluster does. */
    synchronized void reread(String name) {
        served.put(name, String.valueOf(++version));
        table = table.at(String.valueOf(version));
        publish();
    }

    synchronized void remove(String name) {
        table = table.without(name, String.valueOf(++version));
        publish();
    }

    boolean isAt(String name, String resourceVersion) {
        return resourceVersion.isEmpty()
                || table.find(name)
                        .filter(member -> ((Cluster) member).resourceVersion().equals(resourceVersion))
                        .isPresent();
    }

    Health annotated(String name) {
        return ((Cluster) table.find(name).orElseThrow()).health();
    }

    Health told(String name) {
        return tables.isEmpty()
                ? Health.UNKNOWN
                : Optional.ofNullable(tables.get(tables.size() - 1).members().get(name))
                        .map(HealthTable.Entry::health)
                        .orElse(Health.UNKNOWN);
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public Deployable verticle(ModuleContext module) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                Registry.this.context = context;
                bus = module.bus();
                publisher = bus.publisher(Topics.CLUSTERS);
                publisher.publish(table);
                bus.follow(Topics.MEMBER_HEALTH, tables::add);
                bus.serve(
                        Topics.CLUSTERGATEWAYS,
                        question -> table.find(question.name())
                                .map(member -> Future.succeededFuture(answer((Cluster) member)))
                                .orElseGet(() -> Future.failedFuture(
                                        Failure.notFound("cluster.core.oam.dev", "clustergateways", question.name()))));
                module.condition().ready();
                return Future.succeededFuture();
            }
        };
    }

    private ResourceAnswer answer(Cluster cluster) {
        JsonObject json = new JsonObject()
                .put("kind", "ClusterGateway")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", cluster.name())
                                .put("resourceVersion", served.getOrDefault(cluster.name(), cluster.resourceVersion())))
                .put(
                        "status",
                        new JsonObject()
                                .put("healthy", cluster.health().state() == Health.State.HEALTHY)
                                .put("healthyReason", cluster.health().reason()));
        return new ResourceAnswer(200, "application/json", json.toBuffer());
    }

    private void replace(Cluster next) {
        served.remove(next.name());
        table = table.with(next, next.resourceVersion());
        publish();
    }

    private void publish() {
        ClusterTable now = table;
        if (context != null) {
            context.runOnContext(ignored -> publisher.publish(now));
        }
    }

    private static Cluster copy(Cluster from, String version, Health health) {
        return new Cluster(
                from.name(),
                from.uid(),
                version,
                from.createdAt(),
                from.labels(),
                from.alias(),
                from.provider(),
                from.endpoint(),
                from.trust(),
                from.credential(),
                from.tlsServerName(),
                health,
                from.offline(),
                from.rules(),
                from.connectionKey());
    }
}
