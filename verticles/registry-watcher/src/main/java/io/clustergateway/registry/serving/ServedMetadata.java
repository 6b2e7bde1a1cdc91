package io.clustergateway.registry.serving;

import io.clustergateway.registry.secrets.Entry;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** metadata as it is served. */
final class ServedMetadata {
    private ServedMetadata() {}

    static JsonObject of(Entry entry, Map<String, String> labels) {
        JsonObject metadata = new JsonObject()
                .put("name", entry.name())
                .put("uid", entry.uid())
                .put("resourceVersion", entry.resourceVersion())
                .put("creationTimestamp", timestamp(entry.createdAt()));
        putTexts(metadata, "labels", labels);
        putTexts(metadata, "annotations", entry.annotations());
        return metadata;
    }

    static void putTexts(JsonObject metadata, String key, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            JsonObject object = new JsonObject();
            texts.forEach(object::put);
            metadata.put(key, object);
        }
    }

    private static String timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
