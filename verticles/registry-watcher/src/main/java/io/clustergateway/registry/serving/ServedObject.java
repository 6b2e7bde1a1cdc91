package io.clustergateway.registry.serving;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One object as it is served; encoded only when it is selected.
 *
 * @param version its resourceVersion, empty for none
 * @param labels those it is served with
 * @param json whole, a fresh one for each call
 * @param cells of its row
 */
record ServedObject(
        String name,
        String version,
        Map<String, String> labels,
        Supplier<JsonObject> json,
        Supplier<List<Object>> cells) {
    /** The same object in another version, as the events of its disappearance have it. */
    ServedObject at(String later) {
        return new ServedObject(
                name,
                later,
                labels,
                () -> {
                    JsonObject whole = json.get();
                    whole.getJsonObject("metadata").put("resourceVersion", later);
                    return whole;
                },
                cells);
    }
}
