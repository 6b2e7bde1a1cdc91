package io.clustergateway.registry;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Secrets that have to be read again when something else changes: those alone, and without what is written for other
 * readers and may hold them whole a second time.
 */
final class Dependents {
    private static final String METADATA = "metadata";
    private static final String ANNOTATIONS = "annotations";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Map<String, JsonObject> secrets = new HashMap<>();

    void keep(String name, JsonObject secret) {
        secrets.put(name, trimmed(secret));
    }

    void forget(String name) {
        secrets.remove(name);
    }

    Optional<JsonObject> find(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    int size() {
        return secrets.size();
    }

    /* Copies of two levels: the data itself is shared with nobody who writes to it. */
    private static JsonObject trimmed(JsonObject secret) {
        JsonObject trimmed = new JsonObject(new HashMap<>(secret.getMap()));
        if (secret.getValue(METADATA) instanceof JsonObject metadata) {
            trimmed.put(METADATA, without(metadata, "managedFields"));
            if (metadata.getValue(ANNOTATIONS) instanceof JsonObject annotations) {
                trimmed.getJsonObject(METADATA).put(ANNOTATIONS, without(annotations, LAST_APPLIED));
            }
        }
        return trimmed;
    }

    private static JsonObject without(JsonObject object, String key) {
        Map<String, Object> rest = new HashMap<>(object.getMap());
        rest.remove(key);
        return new JsonObject(rest);
    }
}
