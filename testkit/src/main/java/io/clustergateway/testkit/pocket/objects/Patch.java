package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A patch as it came in, with what its content type makes of it. */
public record Patch(String contentType, byte[] body, boolean force) {

    public static final String APPLY = "application/apply-patch+yaml";

    boolean isApply() {
        return contentType.equals(APPLY);
    }

    ObjectNode configuration() {
        return Json.parse(body, Json.YAML);
    }

    ObjectNode apply(ObjectNode live) {
        return switch (contentType) {
            case "application/json-patch+json" -> JsonPatch.apply(operations(), live);
            case "application/merge-patch+json" -> MergePatch.plain(live, Json.parse(body, Json.JSON));
            case "application/strategic-merge-patch+json" -> MergePatch.strategic(live, Json.parse(body, Json.JSON));
            default ->
                throw ApiFailure.of(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: "
                                + "application/json-patch+json, application/merge-patch+json, "
                                + "application/strategic-merge-patch+json, " + APPLY);
        };
    }

    private JsonNode operations() {
        try {
            return Json.JSON.readTree(body);
        } catch (IOException e) {
            throw ApiFailure.badRequest("error decoding patch: " + e.getMessage());
        }
    }
}
