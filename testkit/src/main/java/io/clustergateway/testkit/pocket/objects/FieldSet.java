package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The fields of an object that someone holds: leaves, atomic lists whole, keyed list items one by one. */
final class FieldSet {

    private static final Set<String> SERVERS_OWN = Set.of(
            "name",
            "generateName",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "generation",
            "managedFields",
            "selfLink");

    private FieldSet() {}

    /** All fields of {@code object} but its type and the metadata that the server keeps. */
    static Set<FieldPath> of(ObjectNode object) {
        Set<FieldPath> fields = new LinkedHashSet<>();
        object.properties().forEach(entry -> {
            if (!List.of("apiVersion", "kind", "metadata").contains(entry.getKey())) {
                collect(entry.getKey(), entry.getValue(), FieldPath.ROOT.member(entry.getKey()), fields);
            }
        });
        FieldPath metadata = FieldPath.ROOT.member("metadata");
        object.path("metadata").properties().forEach(entry -> {
            if (!SERVERS_OWN.contains(entry.getKey())) {
                collect(entry.getKey(), entry.getValue(), metadata.member(entry.getKey()), fields);
            }
        });
        return fields;
    }

    private static void collect(String name, JsonNode value, FieldPath path, Set<FieldPath> fields) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            object.properties()
                    .forEach(entry -> collect(entry.getKey(), entry.getValue(), path.member(entry.getKey()), fields));
        } else if (value instanceof ArrayNode list) {
            ListKeys.of(name, list)
                    .ifPresentOrElse(key -> collectItems(list, key, path, fields), () -> fields.add(path));
        } else {
            fields.add(path);
        }
    }

    private static void collectItems(ArrayNode list, String key, FieldPath path, Set<FieldPath> fields) {
        for (JsonNode item : list) {
            FieldPath at = path.item(key, item.get(key));
            fields.add(at);
            collect("", item, at, fields);
        }
    }

    static ObjectNode toFieldsV1(Set<FieldPath> fields) {
        ObjectNode root = Json.object();
        fields.forEach(path -> node(root, path));
        fields.stream()
                .map(path -> node(root, path))
                .filter(node -> !node.isEmpty())
                .forEach(node -> node.putObject("."));
        return root;
    }

    private static ObjectNode node(ObjectNode root, FieldPath path) {
        ObjectNode node = root;
        for (String element : path.elements()) {
            node = node.withObjectProperty(element);
        }
        return node;
    }

    static Set<FieldPath> fromFieldsV1(JsonNode fieldsV1) {
        Set<FieldPath> fields = new LinkedHashSet<>();
        read(fieldsV1, FieldPath.ROOT, fields);
        return fields;
    }

    private static void read(JsonNode node, FieldPath path, Set<FieldPath> fields) {
        if (path != FieldPath.ROOT && (node.isEmpty() || node.has("."))) {
            fields.add(path);
        }
        node.properties().forEach(entry -> {
            if (!entry.getKey().equals(".")) {
                read(entry.getValue(), path.then(entry.getKey()), fields);
            }
        });
    }
}
