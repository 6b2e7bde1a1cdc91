package io.clustergateway.dist.cluster;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The member Secrets of a hub. Blocks: for a main thread, never for an event loop. Every method throws {@link ServerFault}. */
public final class Members {
    /** The label that makes a Secret a member. */
    public static final String CREDENTIAL_TYPE = "cluster.core.oam.dev/cluster-credential-type";

    private static final int CONFLICT = 409;
    private static final int TRIES = 5;

    private final HubApi hub;
    private final String namespace;
    private final Duration limit;

    Members(HubApi hub, String namespace, Duration limit) {
        this.hub = hub;
        this.namespace = namespace;
        this.limit = limit;
    }

    /** Where they are. */
    public String namespace() {
        return namespace;
    }

    /** All members, by name. */
    public List<JsonObject> list(String labelSelector) {
        String selector = labelSelector.isEmpty() ? CREDENTIAL_TYPE : CREDENTIAL_TYPE + "," + labelSelector;
        JsonObject list = await(
                hub.get(path("") + "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8), limit));
        return list.getJsonArray("items", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The Secret of this name, be it a member or not. */
    public Optional<JsonObject> find(String name) {
        try {
            return Optional.of(await(hub.get(path(name), limit)));
        } catch (ServerFault fault) {
            if (fault.code() == 404) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /** A member, which must be there. */
    public JsonObject get(String name) {
        return find(name).filter(Members::isMember).orElseThrow(() -> ServerFault.notFound(name));
    }

    /** Whether a Secret is a member's. */
    public static boolean isMember(JsonObject secret) {
        return secret.getJsonObject("metadata")
                .getJsonObject("labels", new JsonObject())
                .containsKey(CREDENTIAL_TYPE);
    }

    JsonObject create(JsonObject secret, DryRun dryRun) {
        return dryRun == DryRun.CLIENT ? secret : await(hub.post(path("") + dryRun.query(), secret, limit));
    }

    /** Its resourceVersion, where it has one, must be the latest. */
    JsonObject replace(JsonObject secret, DryRun dryRun) {
        String name = secret.getJsonObject("metadata").getString("name");
        return dryRun == DryRun.CLIENT ? secret : await(hub.put(path(name) + dryRun.query(), secret, limit));
    }

    /**
     * Changes a member, also when a prober has written its health since the Secret was read; whatever else was written is a
     * conflict.
     *
     * @param known the Secret as it was read
     * @param change made anew of each version that is read
     */
    JsonObject update(JsonObject known, UnaryOperator<JsonObject> change, DryRun dryRun) {
        JsonObject latest = known;
        for (int left = TRIES; ; left--) {
            try {
                return replace(change.apply(latest), dryRun);
            } catch (ServerFault fault) {
                if (fault.code() != CONFLICT || left == 1) {
                    throw fault;
                }
                JsonObject now = get(Secrets.name(known));
                if (!Secrets.isSameButForHealth(latest, now)) {
                    throw fault;
                }
                latest = now;
            }
        }
    }

    /** By merge patch; a client's dry run gives the Secret merged here. */
    JsonObject patch(JsonObject secret, JsonObject patch, DryRun dryRun) {
        if (dryRun == DryRun.CLIENT) {
            return MergePatch.apply(secret, patch);
        }
        String name = secret.getJsonObject("metadata").getString("name");
        return await(hub.patch(path(name) + dryRun.query(), patch, limit));
    }

    /** This very Secret, and no other that took its name meanwhile. */
    void delete(JsonObject secret, DryRun dryRun) {
        if (dryRun == DryRun.CLIENT) {
            return;
        }
        JsonObject metadata = secret.getJsonObject("metadata");
        await(hub.delete(path(metadata.getString("name")), dryRun.deleteOptions(metadata.getString("uid")), limit));
    }

    private String path(String name) {
        return "/api/v1/namespaces/%s/secrets%s"
                .formatted(namespace, name.isEmpty() ? "" : "/" + MemberName.checked(name));
    }

    static <T> T await(Future<T> answer) {
        try {
            return answer.await();
        } catch (HubFault fault) {
            throw ServerFault.of(fault);
        }
    }
}
