package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.util.List;

/** Objects as {@code meta.k8s.io/v1} Tables and as partial metadata. */
public final class Tables {

    private static final List<ResourceType.Column> PLAIN = List.of(
            new ResourceType.Column("Name", "/metadata/name", null, 0),
            new ResourceType.Column("Age", "/metadata/creationTimestamp", "age", 0));

    private Tables() {}

    /**
     * @param include what each row carries beside its cells: None, Metadata or Object
     * @param titles whether to define the columns; only the first event of a watch does
     */
    public static ObjectNode table(
            ResourceType type,
            JsonNode listMeta,
            Iterable<? extends JsonNode> objects,
            String include,
            boolean titles) {
        List<ResourceType.Column> columns = type.columns().isEmpty() ? PLAIN : type.columns();
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMeta);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (titles) {
            columns.forEach(column -> define(definitions, column));
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> addRow(rows, columns, object, include));
        return table;
    }

    private static void define(ArrayNode definitions, ResourceType.Column column) {
        definitions
                .addObject()
                .put("name", column.name())
                .put(
                        "type",
                        "count".equals(column.format()) || "podRestarts".equals(column.format()) ? "integer" : "string")
                .put("format", column.name().equals("Name") ? "name" : "")
                .put("description", column.name() + " of the object")
                .put("priority", column.priority());
    }

    private static void addRow(ArrayNode rows, List<ResourceType.Column> columns, JsonNode object, String include) {
        ObjectNode row = rows.addObject();
        ArrayNode cells = row.putArray("cells");
        for (ResourceType.Column column : columns) {
            String format = column.format();
            cells.addPOJO(Cells.print(object.at(column.path()), format == null ? "" : format));
        }
        switch (include) {
            case "None" -> row.putNull("object");
            case "Object" -> row.set("object", object);
            default -> row.set("object", partial(object));
        }
    }

    /** The {@code PartialObjectMetadata} of an object. */
    public static ObjectNode partial(JsonNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
