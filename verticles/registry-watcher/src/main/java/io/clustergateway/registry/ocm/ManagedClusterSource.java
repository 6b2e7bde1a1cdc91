package io.clustergateway.registry.ocm;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.hub.OptionalResource;
import io.clustergateway.hub.Resource;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the hub's ManagedClusters, whose definition may come later and go again. Used on one context only. */
public final class ManagedClusterSource implements Listener {
    static final String WARNING = "managed-clusters";

    private static final String GROUP = "cluster.open-cluster-management.io";
    private static final String PLURAL = "managedclusters";
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Logger log = LoggerFactory.getLogger(ManagedClusterSource.class);

    private final ManagedClusterListener listener;
    private final Readiness readiness;
    private final boolean wanted;
    private final OptionalResource resource;
    private final Promise<Void> settled = Promise.promise();

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
        this.listener = listener;
        this.readiness = readiness;
        this.wanted = wanted;
        this.resource = new OptionalResource(
                vertx, hub, Resource.of("/apis/" + GROUP + "/v1/" + PLURAL, "", ""), this, longest);
    }

    /** Starts; completes, never fails, when it is known which there are, or that this is not to be known now. */
    public Future<Void> start() {
        readiness.clear(WARNING);
        resource.start();
        return settled.future();
    }

    /** Stops; the listener is told nothing more when this is called on the context of {@link #start}. */
    public void stop() {
        resource.close();
    }

    @Override
    public void listing() {
        listener.managedListing();
    }

    @Override
    public void put(JsonObject object) {
        listener.managed(ManagedCluster.read(object));
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        listener.unmanaged(name, resourceVersion);
    }

    @Override
    public void synced(String resourceVersion) {
        readiness.clear(WARNING);
        listener.managedSynced(resourceVersion);
        settled.tryComplete();
    }

    @Override
    public void unreachable(HubFault fault) {
        if (fault.code() == NOT_FOUND) {
            readiness.clear(WARNING);
        } else if (fault.code() == FORBIDDEN && wanted) {
            MissingRule rule = new MissingRule(GROUP, PLURAL, List.of("get", "list", "watch"), Optional.empty());
            String reason = "%s; %s".formatted(fault.getMessage(), rule.mend());
            readiness.warn(WARNING, reason);
            log.warn("ManagedClusters cannot be read reason={}", reason);
        }
        settled.tryComplete();
    }
}
