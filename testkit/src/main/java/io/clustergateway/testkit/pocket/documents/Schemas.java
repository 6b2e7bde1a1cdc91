package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The schemas of {@code schemas.yaml}. A line there reads {@code field: type description}, where type is string, integer,
 * boolean, object, texts (a map of strings), the name of another schema, or any of these with {@code []} behind it.
 */
final class Schemas {

    private static final String ROOT = "io.k8s.pocket.";

    private final JsonNode file;

    private Schemas(JsonNode file) {
        this.file = file;
    }

    static Schemas load() {
        try (InputStream in = Schemas.class.getResourceAsStream("schemas.yaml")) {
            return new Schemas(Json.YAML.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name(ResourceType type) {
        String group = type.group().isEmpty() ? "core" : type.group().replaceAll("\\..*", "");
        return ROOT + group.toLowerCase(Locale.ROOT) + "." + type.version() + "." + type.kind();
    }

    /** The parts that kinds have in common, such as ObjectMeta. */
    ObjectNode shared(String references) {
        ObjectNode shared = Json.object();
        file.path("parts")
                .properties()
                .forEach(entry -> shared.set(ROOT + entry.getKey(), schema(entry.getValue(), references)));
        return shared;
    }

    ObjectNode of(ResourceType type, String references) {
        JsonNode known = file.path("kinds").path(type.kind());
        ObjectNode schema = schema(known, references);
        if (known.isMissingNode()) {
            schema.put("description", type.kind() + " as the pocket API server keeps it: any fields.")
                    .put("x-kubernetes-preserve-unknown-fields", true);
        }
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.set("apiVersion", property("string The version of this representation of the object.", references));
        properties.set("kind", property("string The REST resource this object represents.", references));
        properties.set("metadata", property("ObjectMeta Standard object's metadata.", references));
        schema.set(
                "x-kubernetes-group-version-kind", Json.JSON.createArrayNode().add(groupVersionKind(type)));
        return schema;
    }

    static ObjectNode groupVersionKind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static ObjectNode schema(JsonNode lines, String references) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        lines.properties().forEach(entry -> {
            if (entry.getKey().equals("description")) {
                schema.set("description", entry.getValue());
            } else {
                properties.set(entry.getKey(), property(entry.getValue().asText(), references));
            }
        });
        return schema;
    }

    private static ObjectNode property(String line, String references) {
        String type = line.substring(0, line.indexOf(' '));
        ObjectNode schema = typed(type, references);
        return schema.put("description", line.substring(line.indexOf(' ') + 1));
    }

    private static ObjectNode typed(String type, String references) {
        if (type.endsWith("[]")) {
            ObjectNode list = Json.object().put("type", "array");
            list.set("items", typed(type.substring(0, type.length() - 2), references));
            return list;
        }
        return switch (type) {
            case "string", "integer", "boolean", "object" -> Json.object().put("type", type);
            case "texts" -> {
                ObjectNode map = Json.object().put("type", "object");
                map.putObject("additionalProperties").put("type", "string");
                yield map;
            }
            default -> {
                ObjectNode reference = Json.object();
                ArrayNode all = reference.putArray("allOf");
                all.addObject().put("$ref", references + ROOT + type);
                yield reference;
            }
        };
    }
}
