package io.clustergateway.registry.serving;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One object as it is served; encoded only when it is selected.
 *
 * @param labels those it is served with
 * @param json whole, a fresh one for each call
 * @param cells of its row
 */
record ServedObject(String name, Map<String, String> labels, Supplier<JsonObject> json, Supplier<List<Object>> cells) {}
