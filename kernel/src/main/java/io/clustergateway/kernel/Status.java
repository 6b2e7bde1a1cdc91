package io.clustergateway.kernel;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Renders a {@link Failure} as a {@code metav1.Status}, the only error body this gateway writes. The first entry of
 * {@code details.causes} always names the hop, because hub, gateway and member all answer on the same address and their
 * errors look alike otherwise (kubevela#4607).
 */
public final class Status {
    /** Response header that repeats the hop for programs that do not read bodies. */
    public static final String HOP_HEADER = "x-cluster-gateway-hop";

    private Status() {}

    /** The body, UTF-8 JSON ending in a newline as kube-apiserver's does. */
    public static Buffer render(Failure failure) {
        return json(failure).toBuffer().appendString("\n");
    }

    /** The body as JSON, for callers that wrap it (a watch's ERROR event). */
    public static JsonObject json(Failure failure) {
        return new JsonObject()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", new JsonObject())
                .put("status", "Failure")
                .put("message", failure.getMessage())
                .put("reason", failure.reason())
                .put("details", details(failure))
                .put("code", failure.code());
    }

    private static JsonObject details(Failure failure) {
        JsonObject details = new JsonObject();
        putUnlessEmpty(details, "name", failure.subject().name());
        putUnlessEmpty(details, "group", failure.subject().group());
        putUnlessEmpty(details, "kind", failure.subject().kind());
        JsonArray causes = new JsonArray().add(cause("Hop", failure.hop().toString()));
        failure.causes().forEach(c -> causes.add(cause(c.reason(), c.message())));
        details.put("causes", causes);
        failure.retryAfterSeconds().ifPresent(seconds -> details.put("retryAfterSeconds", seconds));
        return details;
    }

    private static JsonObject cause(String reason, String message) {
        return new JsonObject().put("reason", reason).put("message", message);
    }

    private static void putUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
