package io.clustergateway.registry.serving;

import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.secrets.Entry;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** metadata as it is served. */
record ServedMetadata(
        String name,
        String uid,
        String version,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {
    static ServedMetadata of(Entry entry, Map<String, String> labels) {
        return new ServedMetadata(
                entry.name(), entry.uid(), entry.resourceVersion(), entry.createdAt(), labels, entry.annotations());
    }

    static ServedMetadata of(ManagedCluster cluster, Map<String, String> labels) {
        return new ServedMetadata(
                cluster.name(), cluster.uid(), cluster.resourceVersion(), cluster.createdAt(), labels, Map.of());
    }

    JsonObject json() {
        JsonObject metadata = new JsonObject()
                .put("name", name)
                .put("uid", uid)
                .put("resourceVersion", version)
                .put("creationTimestamp", timestamp(createdAt));
        putTexts(metadata, "labels", labels);
        putTexts(metadata, "annotations", annotations);
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
