package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Which lists of the built-in types are maps in disguise, and by which member. */
final class ListKeys {

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("containerStatuses", "name"),
            Map.entry("env", "name"),
            Map.entry("volumes", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("secrets", "name"),
            Map.entry("conditions", "type"),
            Map.entry("addresses", "type"),
            Map.entry("hostAliases", "ip"),
            Map.entry("ownerReferences", "uid"));

    private ListKeys() {}

    /** The key of the list {@code field}, when every item of it really has that key. */
    static Optional<String> of(String field, JsonNode list) {
        String key = field.equals("ports") ? portKey(list) : KEYS.get(field);
        if (key == null || list.isEmpty()) {
            return Optional.empty();
        }
        for (JsonNode item : list) {
            if (!item.has(key)) {
                return Optional.empty();
            }
        }
        return Optional.of(key);
    }

    private static String portKey(JsonNode list) {
        return list.path(0).has("containerPort") ? "containerPort" : "port";
    }
}
