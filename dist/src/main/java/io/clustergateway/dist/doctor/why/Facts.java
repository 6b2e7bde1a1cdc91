package io.clustergateway.dist.doctor.why;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What one audit log says of one request: its last event, which knows the most. Texts are fit for a terminal. */
record Facts(JsonObject event) {
    private static final String OURS = "cluster.core.oam.dev/";

    static Optional<Facts> of(List<JsonObject> events) {
        return events.stream()
                .max(Comparator.comparing((JsonObject event) -> event.containsKey("responseStatus"))
                        .thenComparing(event -> !"ResponseStarted".equals(event.getValue("stage"))))
                .map(Facts::new);
    }

    String text(String... path) {
        Object at = event;
        for (String key : path) {
            at = at instanceof JsonObject object ? object.getValue(key) : null;
        }
        return at == null ? "" : String.valueOf(at).strip().replaceAll("\\p{Cntrl}+", " ");
    }

    /** An annotation of ours. */
    String ours(String name) {
        return text("annotations", OURS + name);
    }

    int code() {
        return object("responseStatus").getValue("code") instanceof Number number ? number.intValue() : 0;
    }

    boolean isOver() {
        return text("stage").equals("ResponseComplete") || text("stage").equals("Panic");
    }

    boolean isForbidden() {
        return text("annotations", "authorization.k8s.io/decision").equals("forbid");
    }

    /** {@code alice (groups: a, b)}. */
    String user(String field) {
        String name = text(field, "username");
        String groups = object(field).getValue("groups") instanceof JsonArray array && !array.isEmpty()
                ? " (groups: %s)"
                        .formatted(String.join(
                                ", ", array.stream().map(String::valueOf).toList()))
                : "";
        return name.isEmpty() ? "nobody known" : name + groups.replaceAll("\\p{Cntrl}+", " ");
    }

    String sources() {
        return event.getValue("sourceIPs") instanceof JsonArray array
                ? String.join(", ", array.stream().map(String::valueOf).toList())
                : "";
    }

    private JsonObject object(String field) {
        return event.getValue(field) instanceof JsonObject object ? object : new JsonObject();
    }
}
