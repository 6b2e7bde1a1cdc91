package io.clustergateway.dist.cluster;

import io.vertx.core.json.JsonObject;

/** RFC 7386, for what a dry run of the client shows. */
final class MergePatch {
    private MergePatch() {}

    static JsonObject apply(JsonObject target, JsonObject patch) {
        JsonObject merged = target.copy();
        patch.forEach(entry -> {
            if (entry.getValue() == null) {
                merged.remove(entry.getKey());
            } else if (entry.getValue() instanceof JsonObject fields) {
                JsonObject old = merged.getValue(entry.getKey()) instanceof JsonObject object ? object : new JsonObject();
                merged.put(entry.getKey(), apply(old, fields));
            } else {
                merged.put(entry.getKey(), entry.getValue());
            }
        });
        return merged;
    }
}
