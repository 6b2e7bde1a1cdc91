package io.clustergateway.dist.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads objects of an API server, of which any part may be missing. */
public final class Paper {
    private Paper() {}

    /** An object below another; an empty one where there is none. */
    public static JsonObject object(JsonObject parent, String... path) {
        JsonObject at = parent;
        for (String key : path) {
            at = at.getValue(key) instanceof JsonObject child ? child : new JsonObject();
        }
        return at;
    }

    /** A value below an object, as text; empty where there is none. */
    public static String text(JsonObject parent, String... path) {
        JsonObject holder =
                object(parent, Stream.of(path).limit(path.length - 1L).toArray(String[]::new));
        Object value = holder.getValue(path[path.length - 1]);
        return value == null ? "" : String.valueOf(value);
    }

    /** The objects of a list. */
    public static List<JsonObject> items(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    /** The values of a list, as texts. */
    public static List<String> texts(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonArray array
                ? array.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** {@code False, FailedDiscoveryCheck: message}; what an absent condition is. */
    public static String condition(JsonObject object, String type) {
        return items(object(object, "status"), "conditions").stream()
                .filter(condition -> text(condition, "type").equals(type))
                .map(condition -> Stream.of(text(condition, "status"), text(condition, "reason"))
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(", "))
                        + (text(condition, "message").isEmpty() ? "" : ": " + oneLine(text(condition, "message"))))
                .findFirst()
                .orElse("no condition " + type);
    }

    /** Texts of servers end on a terminal: one line, no controls. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
