package io.clustergateway.forwarder.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The kinds served, as JSON schemas with references in the form of OpenAPI v2 ({@code #/definitions/…}). */
final class Schemas {
    /** Under these names the Go program published them. */
    static final String PREFIX = "com.github.oam-dev.cluster-gateway.pkg.apis.cluster.v1alpha1.";

    private static final String REF = "$ref";
    private static final String V2 = "#/definitions/";
    private static final String V3 = "#/components/schemas/";

    private Schemas() {}

    static JsonObject v2() {
        try (InputStream in = Schemas.class.getResourceAsStream("schemas.json")) {
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject v3() {
        return asV3(v2());
    }

    /** In version 3 a reference has no siblings, so that a described one is wrapped. */
    private static JsonObject asV3(JsonObject schema) {
        JsonObject converted = new JsonObject();
        for (Map.Entry<String, Object> entry : schema) {
            Object value = entry.getValue();
            if (entry.getKey().equals(REF)) {
                JsonObject reference =
                        new JsonObject().put(REF, value.toString().replace(V2, V3));
                if (schema.size() == 1) {
                    return reference;
                }
                converted.put("allOf", new JsonArray().add(reference));
            } else {
                converted.put(entry.getKey(), value instanceof JsonObject object ? asV3(object) : value);
            }
        }
        return converted;
    }
}
