package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.http.HttpServerRequest;

/** Request bodies as objects. */
final class Bodies {

    private Bodies() {}

    /** The media type without its parameters; {@code application/json} when none is given. */
    static String contentType(HttpServerRequest request) {
        String type =
                request.headers().contains("Content-Type") ? request.getHeader("Content-Type") : "application/json";
        return type.split(";", 2)[0].trim();
    }

    static ObjectNode object(HttpServerRequest request, byte[] body) {
        return switch (contentType(request)) {
            case "application/json" -> Json.parse(body, Json.JSON);
            case "application/yaml" -> Json.parse(body, Json.YAML);
            case ProtobufBody.CONTENT_TYPE -> ProtobufBody.read(body);
            default ->
                throw ApiFailure.of(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
        };
    }

    static ObjectNode orEmpty(HttpServerRequest request, byte[] body) {
        return body.length == 0 ? Json.object() : object(request, body);
    }

    static void requireType(ResourceType type, ObjectNode object) {
        String kind = object.path("kind").asText(type.kind());
        String apiVersion = object.path("apiVersion").asText(type.apiVersion());
        if (!kind.equals(type.kind()) || !apiVersion.equals(type.apiVersion())) {
            throw ApiFailure.badRequest("the object is " + apiVersion + " " + kind + " (expected: " + type.apiVersion()
                    + " " + type.kind() + ")");
        }
    }
}
