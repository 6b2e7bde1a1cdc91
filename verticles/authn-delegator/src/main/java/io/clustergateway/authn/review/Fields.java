package io.clustergateway.authn.review;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Reads what a hub of any version sends: a field that is absent, null or of another type counts as empty. */
final class Fields {
    private Fields() {}

    static String text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text ? text : "";
    }

    static boolean isTrue(JsonObject json, String key) {
        return Boolean.TRUE.equals(json.getValue(key));
    }

    static JsonObject object(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    static List<String> texts(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonArray array
                ? array.stream().map(String::valueOf).toList()
                : List.of();
    }
}
