package io.clustergateway.registry.ocm;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.hub.Resource;
import io.clustergateway.hub.Subscription;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the hub's ManagedClusters. An informer of something that is not there would ask each second, so discovery is asked
 * first, with growing pauses, and again when the informer finds that they are gone or forbidden. Used on one context only.
 */
public final class ManagedClusterSource implements Listener {
    static final String WARNING = "managed-clusters";

    private static final String GROUP = "cluster.open-cluster-management.io";
    private static final String PLURAL = "managedclusters";
    private static final String DISCOVERY = "/apis/" + GROUP + "/v1";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Logger log = LoggerFactory.getLogger(ManagedClusterSource.class);

    private final Vertx vertx;
    private final HubApi hub;
    private final ManagedClusterListener listener;
    private final Readiness readiness;
    private final boolean wanted;
    private final Pauses pauses;
    private final Set<String> known = new HashSet<>();
    private final Set<String> unlisted = new HashSet<>();
    private final Promise<Void> settled = Promise.promise();
    private @Nullable Subscription subscription;
    private boolean first;
    private boolean stopped;
    private long timer;

    /**
     * A source.
     *
     * @param wanted whether somebody asked for them, so that a missing right is worth a warning
     * @param longest pause between two questions whether they are there
     */
    public ManagedClusterSource(
            Vertx vertx,
            HubApi hub,
            ManagedClusterListener listener,
            Readiness readiness,
            boolean wanted,
            Duration longest) {
        this.vertx = vertx;
        this.hub = hub;
        this.listener = listener;
        this.readiness = readiness;
        this.wanted = wanted;
        this.pauses = new Pauses(longest);
    }

    /** Starts; completes, never fails, when it is known which there are, or that this is not to be known now. */
    public Future<Void> start() {
        readiness.clear(WARNING);
        look();
        return settled.future();
    }

    /** Stops; the listener is told nothing more when this is called on the context of {@link #start}. */
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        quit();
    }

    @Override
    public void listing() {
        unlisted.clear();
        if (first) {
            unlisted.addAll(known);
        }
        listener.managedListing();
    }

    @Override
    public void put(JsonObject object) {
        ManagedCluster cluster = ManagedCluster.read(object);
        unlisted.remove(cluster.name());
        known.add(cluster.name());
        listener.managed(cluster);
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        known.remove(name);
        listener.unmanaged(name, resourceVersion);
    }

    @Override
    public void synced(String resourceVersion) {
        forget(unlisted, resourceVersion);
        first = false;
        pauses.reset();
        readiness.clear(WARNING);
        listener.managedSynced(resourceVersion);
        settled.tryComplete();
    }

    @Override
    public void unreachable(HubFault fault) {
        settled.tryComplete();
        if (fault.code() == FORBIDDEN) {
            warn(fault);
        }
        if (fault.code() == FORBIDDEN || fault.code() == NOT_FOUND) {
            quit();
            later();
        }
    }

    private void look() {
        hub.get(DISCOVERY, LIMIT).onComplete(this::found);
    }

    private void found(AsyncResult<JsonObject> discovery) {
        if (stopped) {
            return;
        }
        if (discovery.succeeded() && lists(discovery.result())) {
            first = true;
            subscription = hub.inform(Resource.of(DISCOVERY + "/" + PLURAL, "", ""), this);
            return;
        }
        if (discovery.succeeded() || isNotFound(discovery.cause())) {
            absent();
        }
        settled.tryComplete();
        later();
    }

    /* With the definition the hub deletes all of them, and tells so in watches; what is left was not told. */
    private void absent() {
        readiness.clear(WARNING);
        if (!known.isEmpty()) {
            listener.managedListing();
            forget(known, "");
            listener.managedSynced("");
        }
    }

    private void forget(Set<String> names, String resourceVersion) {
        for (String name : List.copyOf(names)) {
            gone("", name, resourceVersion);
        }
        names.clear();
    }

    private void later() {
        timer = vertx.setTimer(pauses.next(ThreadLocalRandom.current()), due -> look());
    }

    private void quit() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    private void warn(HubFault fault) {
        if (wanted && !readiness.warnings().containsKey(WARNING)) {
            MissingRule rule = new MissingRule(GROUP, PLURAL, List.of("get", "list", "watch"), Optional.empty());
            String reason = "%s; %s".formatted(fault.getMessage(), rule.mend());
            readiness.warn(WARNING, reason);
            log.warn("ManagedClusters cannot be read reason={}", reason);
        }
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof HubFault fault && fault.code() == NOT_FOUND;
    }

    private static boolean lists(JsonObject discovery) {
        return discovery.getValue("resources") instanceof JsonArray resources
                && resources.stream()
                        .anyMatch(resource ->
                                resource instanceof JsonObject json && PLURAL.equals(json.getValue("name")));
    }
}
