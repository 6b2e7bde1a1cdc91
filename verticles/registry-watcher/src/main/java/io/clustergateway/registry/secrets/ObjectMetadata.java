package io.clustergateway.registry.secrets;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The white-listed part of an object's metadata; whatever else it holds is never looked at.
 *
 * @param annotations those that are used
 */
public record ObjectMetadata(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {
    private static final List<String> KEPT_ANNOTATIONS =
            List.of(Names.ALIAS, Names.OFFLINE, Names.HEALTHY, Names.HEALTHY_REASON, Names.RULES);

    /** Reads it; what is missing or of another type is empty. */
    public static ObjectMetadata of(JsonObject whole) {
        JsonObject metadata = object(whole, "metadata");
        Map<String, String> annotations = texts(object(metadata, "annotations"));
        annotations.keySet().retainAll(KEPT_ANNOTATIONS);
        return new ObjectMetadata(
                text(metadata, "namespace"),
                text(metadata, "name"),
                text(metadata, "uid"),
                text(metadata, "resourceVersion"),
                instant(text(metadata, "creationTimestamp")),
                texts(object(metadata, "labels")),
                annotations);
    }

    String label(String key, String absent) {
        return labels.getOrDefault(key, absent);
    }

    /** The annotation by which virtualclusters are shown under another name, empty for none. */
    public String alias() {
        return annotation(Names.ALIAS);
    }

    String annotation(String key) {
        return annotations.getOrDefault(key, "");
    }

    /** All labels but those of {@code cluster.core.oam.dev}. */
    public Map<String, String> servedLabels() {
        Map<String, String> served = new TreeMap<>(labels);
        served.keySet().removeIf(key -> key.startsWith(Names.GROUP_PREFIX));
        return served;
    }

    Map<String, String> servedAnnotations() {
        Map<String, String> served = new TreeMap<>(annotations);
        served.remove(Names.RULES);
        return served;
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    private static String text(JsonObject parent, String key) {
        return parent.getValue(key) instanceof String text ? text : "";
    }

    private static Map<String, String> texts(JsonObject object) {
        Map<String, String> texts = new TreeMap<>();
        object.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
        return texts;
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
