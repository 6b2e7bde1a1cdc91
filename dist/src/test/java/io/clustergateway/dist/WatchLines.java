package io.clustergateway.dist;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** A watch's text as it came; its last line may be cut off. */
final class WatchLines {
    private WatchLines() {}

    static List<Change> changes(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(WatchLines::change)
                .toList();
    }

    private static Change change(String line) {
        JsonObject event = new JsonObject(line);
        JsonObject object = event.getJsonObject("object");
        if (!"ConfigMap".equals(object.getString("kind"))) {
            throw new AssertionError(line + " (expected: an event of a ConfigMap)");
        }
        JsonObject metadata = object.getJsonObject("metadata");
        return new Change(
                Change.Kind.valueOf(event.getString("type")),
                metadata.getString("name"),
                Long.parseLong(metadata.getString("resourceVersion")));
    }
}
