package io.clustergateway.profiles;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes ClusterProfiles, and tells which right is missing. */
final class ProfileWriter {
    static final String WARNING = "cluster-profiles";
    private static final String GROUP = "multicluster.x-k8s.io";
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final HubApi hub;
    private final String namespace;
    private final String memberNamespace;
    private final Readiness readiness;
    private final ProfileMetrics metrics;
    private final Clock clock;
    private String field = Published.ACCESS_PROVIDERS;

    /** @param memberNamespace that of the member Secrets, by which several gateways tell their profiles apart */
    ProfileWriter(
            HubApi hub,
            String namespace,
            String memberNamespace,
            Readiness readiness,
            ProfileMetrics metrics,
            Clock clock) {
        this.hub = hub;
        this.namespace = namespace;
        this.memberNamespace = memberNamespace;
        this.readiness = readiness;
        this.metrics = metrics;
        this.clock = clock;
    }

    String collection() {
        return "/apis/%s/v1alpha1/namespaces/%s/clusterprofiles".formatted(GROUP, namespace);
    }

    /** The CRD may be another one now. */
    void begin() {
        field = Published.ACCESS_PROVIDERS;
    }

    Future<Published> create(Profile profile) {
        return told("create", hub.post(collection(), profile.object(namespace, memberNamespace), LIMIT))
                .map(Published::read);
    }

    /** What is to be changed of the spec, at this very version. */
    Future<Published> rename(Published published, Profile profile) {
        JsonObject patch = new JsonObject()
                .put("metadata", new JsonObject().put("resourceVersion", published.resourceVersion()))
                .put("spec", new JsonObject().put("displayName", profile.displayName()));
        return told("update", hub.patch(path(published.name()), patch, LIMIT)).map(Published::read);
    }

    /** CRDs of before KEP-5339 drop accessProviders without a word, which shows in what they answer. */
    Future<Published> status(Published published, Profile profile, Optional<JsonArray> providers) {
        JsonObject patch = new JsonObject()
                .put("metadata", new JsonObject().put("resourceVersion", published.resourceVersion()))
                .put("status", profile.status(published.conditions(), field, providers, clock.instant()));
        return told("status", hub.patch(path(published.name()) + "/status", patch, LIMIT))
                .map(Published::read)
                .compose(now -> {
                    boolean dropped = field.equals(Published.ACCESS_PROVIDERS)
                            && providers.isPresent()
                            && now.providers().isEmpty();
                    if (!dropped) {
                        return Future.succeededFuture(now);
                    }
                    field = Published.CREDENTIAL_PROVIDERS;
                    return status(now, profile, providers);
                });
    }

    /** This very one, never one that was made anew or changed under its name. */
    Future<Void> delete(Published published) {
        JsonObject preconditions =
                new JsonObject().put("uid", published.uid()).put("resourceVersion", published.resourceVersion());
        return told(
                        "delete",
                        hub.delete(path(published.name()), new JsonObject().put("preconditions", preconditions), LIMIT))
                .mapEmpty();
    }

    String lack(String what, String resource, List<String> verbs) {
        return what + ": " + new MissingRule(GROUP, resource, verbs, Optional.of(namespace)).mend();
    }

    static boolean is(Throwable error, int code) {
        return error instanceof HubFault fault && fault.code() == code;
    }

    private Future<JsonObject> told(String verb, Future<JsonObject> written) {
        return written.onComplete(done -> metrics.wrote(verb, done.succeeded()))
                .onSuccess(done -> readiness.clear(WARNING))
                .onFailure(error -> {
                    if (is(error, 403)) {
                        String resource = verb.equals("status") ? "clusterprofiles/status" : "clusterprofiles";
                        List<String> verbs =
                                verb.equals("status") ? List.of("patch") : List.of("create", "patch", "delete");
                        readiness.warn(WARNING, lack("ClusterProfiles are not published", resource, verbs));
                    }
                });
    }

    private String path(String name) {
        return collection() + "/" + name;
    }
}
