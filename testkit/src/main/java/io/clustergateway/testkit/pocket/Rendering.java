package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.documents.Tables;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.util.List;

/** Objects and lists in the form that one client asked for. */
record Rendering(ResourceType type, Form form, String include) {

    static Rendering of(ResourceType type, Exchange exchange) {
        String include = exchange.parameter("includeObject");
        if (!List.of("", "None", "Metadata", "Object").contains(include)) {
            throw ApiFailure.badRequest("includeObject: " + include + " (expected: None, Metadata or Object)");
        }
        return new Rendering(type, Form.of(exchange.request()), include);
    }

    ObjectNode one(ObjectNode object, boolean titles) {
        return switch (form) {
            case PLAIN -> object;
            case PARTIAL -> Tables.partial(object);
            case TABLE -> Tables.table(type, version(object), List.of(object), include, titles);
        };
    }

    ObjectNode list(List<ObjectNode> objects, ObjectNode listMeta) {
        if (form == Form.TABLE) {
            return Tables.table(type, listMeta, objects, include, true);
        }
        boolean partial = form == Form.PARTIAL;
        ObjectNode list = Json.object()
                .put("kind", partial ? "PartialObjectMetadataList" : type.kind() + "List")
                .put("apiVersion", partial ? "meta.k8s.io/v1" : type.apiVersion());
        list.set("metadata", listMeta);
        ArrayNode items = list.putArray("items");
        objects.forEach(object -> items.add(partial ? Tables.partial(object) : withoutType(object)));
        return list;
    }

    private static ObjectNode withoutType(ObjectNode object) {
        ObjectNode item = Json.object();
        object.properties().forEach(entry -> {
            if (!entry.getKey().equals("kind") && !entry.getKey().equals("apiVersion")) {
                item.set(entry.getKey(), entry.getValue());
            }
        });
        return item;
    }

    private static JsonNode version(JsonNode object) {
        return Json.object()
                .put("resourceVersion", object.at("/metadata/resourceVersion").asText());
    }
}
