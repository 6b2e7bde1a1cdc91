package io.clustergateway.addon;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.MemberCondition;
import io.clustergateway.hub.MicroTime;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Writes conditions and Leases of add-ons, and tells which right is missing. */
final class HubWrites {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final int LEASE_SECONDS = 60;
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Longer ago than OCM's lease controller waits: 5 times 60 s (ocm pkg/registration/spoke/addon/lease_controller.go). */
    private static final Duration PAST_GRACE = Duration.ofSeconds(5 * LEASE_SECONDS + 1);

    private final HubApi hub;
    private final String holder;
    private final String namespace;
    private final Readiness readiness;
    private final AddOnMetrics metrics;
    private final Clock clock;

    /** @param holder who renews, for people who look at a Lease */
    HubWrites(HubApi hub, String holder, String namespace, Readiness readiness, AddOnMetrics metrics, Clock clock) {
        this.hub = hub;
        this.holder = holder;
        this.namespace = namespace;
        this.readiness = readiness;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * A version that has changed meanwhile is left alone: its next one comes by.
     *
     * @return whether it was written
     */
    Future<Boolean> condition(AddOn addOn, MemberCondition condition) {
        JsonObject patch = new JsonObject()
                .put("metadata", new JsonObject().put("resourceVersion", addOn.resourceVersion()))
                .put(
                        "status",
                        new JsonObject()
                                .put(
                                        "conditions",
                                        condition.putInto(addOn.conditions(), AddOn.AVAILABLE, clock.instant())));
        return counted(Right.CONDITION, hub.patch(addOn.statusPath(), patch, LIMIT))
                .map(true)
                .recover(error -> is(error, CONFLICT) || is(error, NOT_FOUND)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(error));
    }

    Future<Void> renew(String cluster) {
        return lease(cluster, clock.instant());
    }

    /** OCM judges by renewTime alone, so a Lease that is given up says a time that is long ago. */
    Future<Void> giveUp(String cluster) {
        return lease(cluster, clock.instant().minus(PAST_GRACE));
    }

    /** Counts, and warns of the right that is missing until it is there. */
    Future<Void> counted(Right right, Future<?> written) {
        return written.<Void>mapEmpty()
                .onSuccess(done -> readiness.clear(right.warning()))
                .onComplete(done -> metrics.wrote(right, done.succeeded()))
                .onFailure(error -> {
                    if (is(error, FORBIDDEN)) {
                        readiness.warn(right.warning(), right.lack(namespace));
                    }
                });
    }

    static boolean is(Throwable error, int code) {
        return error instanceof HubFault fault && fault.code() == code;
    }

    private Future<Void> lease(String cluster, Instant renewTime) {
        String collection = "/apis/coordination.k8s.io/v1/namespaces/%s/leases".formatted(cluster);
        JsonObject spec = new JsonObject()
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", LEASE_SECONDS)
                .put("renewTime", MicroTime.format(renewTime));
        Future<?> written = hub.patch(collection + "/" + AddOn.NAME, new JsonObject().put("spec", spec), LIMIT)
                .recover(error -> is(error, NOT_FOUND)
                        ? hub.post(collection, created(cluster, spec), LIMIT)
                        : Future.failedFuture(error));
        return counted(Right.LEASE, written);
    }

    private static JsonObject created(String cluster, JsonObject spec) {
        return new JsonObject()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put("metadata", new JsonObject().put("namespace", cluster).put("name", AddOn.NAME))
                .put("spec", spec);
    }
}
