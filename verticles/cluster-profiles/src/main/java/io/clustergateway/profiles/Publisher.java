package io.clustergateway.profiles;

import io.clustergateway.hub.ElectedWork;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.hub.OptionalResource;
import io.clustergateway.hub.Resource;
import io.clustergateway.hub.WorkQueue;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the elected replica does while it is elected: profiles follow members. Used on one context only. */
final class Publisher implements ElectedWork.Work, Listener {
    static final String OCCUPIED = "cluster-profile/";
    private static final String UNREADABLE = "cluster-profiles-read";
    private static final int PER_SECOND = 50;
    private static final int AT_ONCE = 16;

    private final ProfileWriter writer;
    private final Access access;
    private final Readiness readiness;
    private final BooleanSupplier leads;
    private final WorkQueue queue;
    private final OptionalResource resource;
    private final KnownProfiles profiles = new KnownProfiles();
    private final Set<String> occupied = new HashSet<>();
    private ClusterTable members = ClusterTable.EMPTY;
    private boolean inStep;

    /** @param leads asked before each write */
    Publisher(
            Vertx vertx,
            HubApi hub,
            String memberNamespace,
            ProfileWriter writer,
            Access access,
            Readiness readiness,
            BooleanSupplier leads) {
        this.writer = writer;
        this.access = access;
        this.readiness = readiness;
        this.leads = leads;
        this.queue = new WorkQueue(vertx, PER_SECOND, AT_ONCE, this::keep);
        this.resource = new OptionalResource(
                vertx, hub, new Resource(writer.collection(), Profile.selector(memberNamespace), ""), this);
    }

    void begin(ClusterTable now) {
        members = now;
        resource.start();
    }

    @Override
    public void end() {
        queue.clear();
        resource.close();
        Set.copyOf(occupied).forEach(this::vacant);
        readiness.clear(UNREADABLE);
        readiness.clear(ProfileWriter.WARNING);
    }

    @Override
    public void follow(ClusterTable next) {
        ClusterTable before = members;
        members = next;
        for (String name : next.changedSince(before)) {
            Optional<Profile> former = before.find(name).map(Profile::of);
            if (!former.equals(next.find(name).map(Profile::of))) {
                queue.add(name);
            }
        }
    }

    @Override
    public void listing() {
        profiles.listing();
    }

    @Override
    public void put(JsonObject object) {
        Published published = Published.read(object);
        profiles.told(published);
        vacant(published.name());
        if (inStep) {
            queue.add(published.name());
        }
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        profiles.gone(name, resourceVersion);
        queue.add(name);
    }

    @Override
    public void synced(String resourceVersion) {
        inStep = true;
        writer.begin();
        members.members().keySet().forEach(queue::add);
        profiles.names().forEach(queue::add);
    }

    @Override
    public void reachable() {
        readiness.clear(UNREADABLE);
    }

    @Override
    public void unreachable(HubFault fault) {
        if (fault.code() == 404) {
            inStep = false;
            profiles.clear();
            readiness.warn(
                    UNREADABLE,
                    "ClusterProfiles are not published: the hub has no clusterprofiles.multicluster.x-k8s.io/v1alpha1"
                            + " (expected: its CustomResourceDefinition, looked for each %d s at least)"
                                    .formatted(OptionalResource.PAUSE.toSeconds()));
        } else if (fault.code() == 403) {
            readiness.warn(
                    UNREADABLE,
                    writer.lack(
                            "ClusterProfiles are not published", "clusterprofiles", List.of("get", "list", "watch")));
        }
    }

    private Future<?> keep(String name) {
        if (!inStep || !leads.getAsBoolean()) {
            return Future.succeededFuture();
        }
        Optional<Profile> wanted = members.find(name).map(Profile::of);
        Optional<Published> present = profiles.find(name);
        if (wanted.isEmpty()) {
            return present.<Future<?>>map(published -> settled(writer.delete(published)))
                    .orElseGet(Future::succeededFuture);
        }
        return settled(present.map(Future::succeededFuture)
                .orElseGet(() -> create(wanted.get()))
                .compose(published -> renamed(published, wanted.get()))
                .compose(published -> shown(published, wanted.get())));
    }

    private Future<Published> create(Profile profile) {
        return writer.create(profile).onSuccess(profiles::wrote).onFailure(error -> {
            if (ProfileWriter.is(error, 409)) {
                occupy(profile.name());
            }
        });
    }

    private Future<Published> renamed(Published published, Profile wanted) {
        return published.displayName().equals(wanted.displayName())
                ? Future.succeededFuture(published)
                : writer.rename(published, wanted).onSuccess(profiles::wrote);
    }

    private Future<Published> shown(Published published, Profile wanted) {
        Optional<JsonArray> providers = access.providers(wanted.name());
        return wanted.isShownBy(published, providers)
                ? Future.succeededFuture(published)
                : writer.status(published, wanted, providers).onSuccess(profiles::wrote);
    }

    /** One that has changed meanwhile comes by in its new version; one of others stays theirs. */
    private static Future<?> settled(Future<?> written) {
        return written.recover(error -> ProfileWriter.is(error, 409) || ProfileWriter.is(error, 404)
                ? Future.succeededFuture()
                : Future.failedFuture(error));
    }

    private void occupy(String name) {
        if (profiles.find(name).isEmpty() && occupied.add(name)) {
            readiness.warn(
                    OCCUPIED + name,
                    "ClusterProfile %s is somebody else's and is left as it is (expected: none of that name, or the labels %s)"
                            .formatted(name, "of one published by this gateway"));
        }
    }

    private void vacant(String name) {
        if (occupied.remove(name)) {
            readiness.clear(OCCUPIED + name);
        }
    }
}
