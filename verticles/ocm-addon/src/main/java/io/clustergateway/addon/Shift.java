package io.clustergateway.addon;

import io.clustergateway.hub.ElectedWork;
import io.clustergateway.hub.Events;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.OptionalResource;
import io.clustergateway.hub.Resource;
import io.clustergateway.hub.WorkQueue;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.kernel.ops.Replica;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the elected replica does while it is elected: OCM's objects in, conditions, Leases and member Secrets out. The
 * others watch nothing and hold no token. Used on one context only.
 */
final class Shift implements ElectedWork.Work {
    /** Lease renewals of 2,700 members in 54 s, and a bound for the hub when all of them change at once. */
    private static final int PER_SECOND = 50;

    private static final int AT_ONCE = 16;
    private static final String BY_NAME = "metadata.name=";

    private final Vertx vertx;
    private final HubApi hub;
    private final String namespace;
    private final Readiness readiness;
    private final BooleanSupplier leads;
    private final Keeper keeper;
    private final Mirror mirror;
    private final WorkQueue upkeep;
    private final WorkQueue mirroring;
    private final List<OptionalResource> resources = new ArrayList<>();
    private ClusterTable members;
    private @Nullable OptionalResource tokens;
    private boolean watchesMirrored;
    private AddOnConfiguration configuration = AddOnConfiguration.NONE;

    /** @param leads asked before each write */
    Shift(
            Vertx vertx,
            HubApi hub,
            String namespace,
            Duration renewal,
            AddOnMetrics metrics,
            ModuleContext module,
            BooleanSupplier leads,
            ClusterTable members) {
        this.vertx = vertx;
        this.hub = hub;
        this.namespace = namespace;
        this.readiness = module.readiness();
        this.leads = leads;
        this.members = members;
        String replica = Replica.current().name();
        HubWrites writes = new HubWrites(hub, replica, namespace, readiness, metrics, Clock.systemUTC());
        this.keeper = new Keeper(module.ticker(), writes, renewal);
        Events events = new Events(hub, readiness, module.ticker(), replica);
        this.mirror = new Mirror(hub, writes, namespace, readiness, events, keeper::has);
        this.upkeep = new WorkQueue(vertx, PER_SECOND, AT_ONCE, this::keep);
        this.mirroring = new WorkQueue(vertx, PER_SECOND, AT_ONCE, this::mirror);
    }

    void begin() {
        keeper.follow(members);
        watch(
                new Resource(AddOn.COLLECTION, "", BY_NAME + AddOn.NAME),
                new Told(
                        Right.ADDONS,
                        namespace,
                        readiness,
                        this::addOn,
                        (cluster, name) -> keeper.remove(cluster),
                        () -> {},
                        keeper::removeAll));
        watch(
                new Resource(AddOnConfiguration.COLLECTION, "", BY_NAME + AddOn.NAME),
                new Told(
                        Right.CONFIGURATION,
                        namespace,
                        readiness,
                        object -> configure(AddOnConfiguration.read(object)),
                        (none, name) -> configure(AddOnConfiguration.NONE),
                        () -> {},
                        () -> configure(AddOnConfiguration.NONE)));
    }

    @Override
    public void follow(ClusterTable next) {
        ClusterTable before = members;
        members = next;
        keeper.follow(next);
        for (String name : next.changedSince(before)) {
            Member member = next.members().get(name);
            Member former = before.members().get(name);
            if (member != null && (former == null || Keeper.differs(former, member))) {
                upkeep.add(name);
            }
        }
    }

    @Override
    public void end() {
        upkeep.clear();
        mirroring.clear();
        mirror.close();
        resources.forEach(OptionalResource::close);
        if (tokens != null) {
            tokens.close();
        }
        for (Right right : Right.values()) {
            readiness.clear(right.warning());
        }
    }

    private void watch(Resource what, Told told) {
        OptionalResource resource = new OptionalResource(vertx, hub, what, told);
        resources.add(resource);
        resource.start();
    }

    private void addOn(JsonObject object) {
        AddOn addOn = AddOn.read(object);
        boolean isNew = !keeper.has(addOn.cluster());
        keeper.put(addOn);
        keeper.look(addOn.cluster(), upkeep);
        if (isNew) {
            mirroring.add(addOn.cluster());
        }
    }

    /** Tokens are watched only while they are asked for, by their Secrets' one name. */
    private void configure(AddOnConfiguration next) {
        mirror.configure(next);
        boolean sameWatch =
                next.mirrors() == configuration.mirrors() && next.account().equals(configuration.account());
        configuration = next;
        if (!sameWatch) {
            watchTokens();
        }
        mirror.lookAtAll(mirroring);
    }

    private void watchTokens() {
        if (tokens != null) {
            tokens.close();
            tokens = null;
            mirror.removeTokens();
        }
        if (!configuration.mirrors()) {
            return;
        }
        if (!watchesMirrored) {
            watchesMirrored = true;
            watchMirrored();
        }
        tokens = new OptionalResource(
                vertx,
                hub,
                new Resource("/api/v1/secrets", "", BY_NAME + configuration.account()),
                new Told(
                        Right.TOKENS,
                        namespace,
                        readiness,
                        secret -> {
                            String cluster = AddOn.section(secret, "metadata").getString("namespace", "");
                            mirror.put(cluster, Token.read(secret));
                            mirroring.add(cluster);
                        },
                        (cluster, name) -> mirror.put(cluster, Optional.empty()),
                        () -> {},
                        mirror::removeTokens));
        tokens.start();
    }

    private void watchMirrored() {
        watch(
                new Resource("/api/v1/namespaces/%s/secrets".formatted(namespace), MirroredSecret.SELECTOR, ""),
                new Told(
                        Right.MIRROR,
                        namespace,
                        readiness,
                        secret -> {
                            String name = AddOn.section(secret, "metadata").getString("name", "");
                            mirror.put(name, MirroredSecret.read(secret));
                            mirroring.add(name);
                        },
                        (space, name) -> {
                            mirror.secretGone(name);
                            mirroring.add(name);
                        },
                        () -> {
                            mirror.inStep();
                            mirror.lookAtAll(mirroring);
                        },
                        () -> {}));
    }

    private Future<?> keep(String cluster) {
        return leads.getAsBoolean() ? keeper.keep(cluster, upkeep) : Future.succeededFuture();
    }

    private Future<?> mirror(String cluster) {
        return leads.getAsBoolean() ? mirror.keep(cluster) : Future.succeededFuture();
    }
}
