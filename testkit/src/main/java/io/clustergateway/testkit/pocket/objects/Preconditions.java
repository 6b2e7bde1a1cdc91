package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold of an object for a delete to happen; an empty text asks nothing. */
public record Preconditions(String uid, String resourceVersion) {

    public static final Preconditions NONE = new Preconditions("", "");

    public static Preconditions of(JsonNode deleteOptions) {
        JsonNode preconditions = deleteOptions.path("preconditions");
        return new Preconditions(
                preconditions.path("uid").asText(""),
                preconditions.path("resourceVersion").asText(""));
    }

    void check(ResourceType type, JsonNode object) {
        check(type, object, "uid", "UID", uid);
        check(type, object, "resourceVersion", "ResourceVersion", resourceVersion);
    }

    private static void check(ResourceType type, JsonNode object, String field, String label, String wanted) {
        String actual = object.path("metadata").path(field).asText();
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            throw ApiFailure.conflict(
                    type,
                    object.at("/metadata/name").asText(),
                    "Precondition failed: " + label + " in precondition: " + wanted + ", " + label + " in object meta: "
                            + actual);
        }
    }
}
