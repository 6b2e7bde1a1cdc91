package io.clustergateway.addon;

import io.clustergateway.hub.Events;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.WorkQueue;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes tokens of ManagedServiceAccounts the credentials of members. Only Secrets that carry the mark are written to; one
 * that somebody made by hand stays, and an Event and a warning say so. Used on one context, by the elected replica only.
 */
final class Mirror {
    static final String CONFLICT = "ocm-addon-conflict/";
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final String OTHER_NAMESPACE = "ocm-addon-secret-namespace";

    private final HubApi hub;
    private final HubWrites writes;
    private final String namespace;
    private final Readiness readiness;
    private final Events events;
    private final Predicate<String> hasAddOn;
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, MirroredSecret> secrets = new HashMap<>();
    private final Set<String> conflicts = new HashSet<>();
    private AddOnConfiguration configuration = AddOnConfiguration.NONE;
    private boolean inStep;

    /** @param hasAddOn whether the ManagedCluster of this name has the add-on */
    Mirror(
            HubApi hub,
            HubWrites writes,
            String namespace,
            Readiness readiness,
            Events events,
            Predicate<String> hasAddOn) {
        this.hub = hub;
        this.writes = writes;
        this.namespace = namespace;
        this.readiness = readiness;
        this.events = events;
        this.hasAddOn = hasAddOn;
    }

    /** A configuration for another gateway's namespace is a warning, and asks for nothing here. */
    void configure(AddOnConfiguration next) {
        boolean elsewhere = next.mirrors() && !next.secretNamespace().equals(namespace);
        if (elsewhere) {
            readiness.warn(
                    OTHER_NAMESPACE,
                    "tokens of ManagedServiceAccounts are not mirrored: clustergatewayconfiguration %s:"
                                    .formatted(AddOn.NAME)
                            + " spec.secretNamespace: %s (expected: %s, as --secret-namespace)"
                                    .formatted(next.secretNamespace(), namespace));
        } else {
            readiness.clear(OTHER_NAMESPACE);
        }
        configuration = elsewhere ? AddOnConfiguration.NONE : next;
    }

    void put(String cluster, Optional<Token> token) {
        token.ifPresentOrElse(there -> tokens.put(cluster, there), () -> tokens.remove(cluster));
    }

    void put(String name, MirroredSecret secret) {
        secrets.put(name, secret);
        settled(name);
    }

    void secretGone(String name) {
        secrets.remove(name);
    }

    /** All marked Secrets are known: what is missing may be made. */
    void inStep() {
        inStep = true;
    }

    void removeTokens() {
        tokens.clear();
    }

    void lookAtAll(WorkQueue queue) {
        tokens.keySet().forEach(queue::add);
    }

    /** Takes back every warning. */
    void close() {
        Set.copyOf(conflicts).forEach(this::settled);
        readiness.clear(OTHER_NAMESPACE);
    }

    /** Does what is due for one. */
    Future<?> keep(String cluster) {
        Token token = tokens.get(cluster);
        if (!configuration.mirrors() || !inStep || token == null || !hasAddOn.test(cluster)) {
            return Future.succeededFuture();
        }
        MirroredSecret secret = secrets.get(cluster);
        if (secret == null) {
            return create(cluster, token);
        }
        return secret.is(token, configuration.clusterProxy())
                ? Future.succeededFuture()
                : update(cluster, secret, token);
    }

    /** A Secret that changed meanwhile is left alone: its next version comes by. */
    private Future<?> update(String name, MirroredSecret secret, Token token) {
        JsonObject body = body(name, token);
        body.getJsonObject("metadata").put("resourceVersion", secret.resourceVersion());
        return writes.counted(Right.MIRROR, hub.patch(path() + "/" + name, body, LIMIT))
                .recover(error -> HubWrites.is(error, 409) ? Future.succeededFuture() : Future.failedFuture(error));
    }

    private Future<?> create(String name, Token token) {
        JsonObject body =
                body(name, token).put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
        return writes.counted(
                Right.MIRROR,
                hub.post(path(), body, LIMIT)
                        .recover(error -> HubWrites.is(error, 409)
                                ? hub.get(path() + "/" + name, LIMIT).onSuccess(found -> occupied(name, found, token))
                                : Future.failedFuture(error)));
    }

    /** One with the very token is nobody's loss: the Go program's add-on manager writes such without our mark. */
    private void occupied(String name, JsonObject found, Token token) {
        boolean marked = "ManagedServiceAccount"
                .equals(AddOn.section(AddOn.section(found, "metadata"), "labels")
                        .getValue(MirroredSecret.SOURCE));
        boolean same = Token.read(found)
                .filter(each -> each.token().equals(token.token()))
                .isPresent();
        if (marked || same || !conflicts.add(name)) {
            return;
        }
        String message =
                ("the token of ManagedServiceAccount %s is not mirrored into Secret %s/%s, which somebody else made;"
                                + " to hand it over: kubectl label secret -n %s %s %s")
                        .formatted(configuration.account(), namespace, name, namespace, name, MirroredSecret.SELECTOR);
        readiness.warn(CONFLICT + name, message);
        String uid = AddOn.section(found, "metadata").getString("uid", "");
        events.send(
                new Events.Regarding("Secret", namespace, name, uid),
                Events.Type.WARNING,
                "CredentialNotMirrored",
                message);
    }

    private void settled(String name) {
        if (conflicts.remove(name)) {
            readiness.clear(CONFLICT + name);
        }
    }

    private JsonObject body(String name, Token token) {
        return new JsonObject()
                .put(
                        "metadata",
                        new JsonObject()
                                .put("namespace", namespace)
                                .put("name", name)
                                .put("labels", MirroredSecret.labels(configuration.clusterProxy())))
                .put("data", token.data());
    }

    private String path() {
        return "/api/v1/namespaces/%s/secrets".formatted(namespace);
    }
}
