package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Puts objects into the form asked for. */
final class Rendering {
    private static final String META = "meta.k8s.io/";

    private final ServedResource resource;
    private final Form form;
    private final String includeObject;
    private final boolean pretty;

    /** What makes two renderings the same, but for indentation. */
    record Shape(String resource, Form form, String includeObject) {}

    Rendering(ServedResource resource, Form form, DecodedQuery query, String userAgent) {
        this.resource = resource;
        this.form = form;
        this.includeObject = includeObject(query);
        this.pretty = query.has("pretty") ? query.flag("pretty") : isForPeople(userAgent);
    }

    Shape shape() {
        return new Shape(resource.plural(), form, includeObject);
    }

    /**
     * An object as a watch tells it.
     *
     * @param headed whether a Table says what its columns are, which only the first of a watch does
     */
    JsonObject told(ServedObject object, boolean headed) {
        JsonObject json = object.json().get();
        return switch (form.kind()) {
            case OBJECT -> json;
            case PARTIAL -> partial(json);
            case TABLE -> {
                JsonObject table = table(version(json), List.of(object));
                yield headed ? table : table.putNull("columnDefinitions");
            }
        };
    }

    /**
     * Where a watch has come to, as an object of the watch's form with nothing but a version.
     *
     * @param annotations of it
     */
    ServedObject mark(String version, JsonObject annotations) {
        JsonObject metadata = new JsonObject().put("resourceVersion", version).putNull("creationTimestamp");
        if (!annotations.isEmpty()) {
            metadata.put("annotations", annotations);
        }
        return new ServedObject(
                "",
                version,
                Map.of(),
                () -> new JsonObject()
                        .put("kind", resource.kind())
                        .put("apiVersion", ServedResource.API_VERSION)
                        .put("metadata", metadata),
                () -> Collections.nCopies(resource.columns().size(), ""));
    }

    ResourceAnswer one(ServedObject object) {
        JsonObject json = object.json().get();
        return switch (form.kind()) {
            case OBJECT -> answer(json);
            case PARTIAL -> answer(partial(json));
            case TABLE -> answer(table(version(json), List.of(object)));
        };
    }

    ResourceAnswer many(JsonObject metadata, List<ServedObject> objects) {
        return switch (form.kind()) {
            case OBJECT -> answer(list(resource.kind() + "List", ServedResource.API_VERSION, metadata, items(objects)));
            case PARTIAL ->
                answer(list("PartialObjectMetadataList", META + form.version(), metadata, partials(objects)));
            case TABLE -> answer(table(metadata, objects));
        };
    }

    private static JsonObject version(JsonObject json) {
        return new JsonObject()
                .put("resourceVersion", json.getJsonObject("metadata").getString("resourceVersion", ""));
    }

    private JsonObject table(JsonObject metadata, List<ServedObject> objects) {
        JsonArray columns = new JsonArray();
        resource.columns().forEach(column -> columns.add(column.json()));
        JsonArray rows = new JsonArray();
        objects.forEach(object -> rows.add(row(object)));
        return new JsonObject()
                .put("kind", "Table")
                .put("apiVersion", META + form.version())
                .put("metadata", metadata)
                .put("columnDefinitions", columns)
                .put("rows", rows);
    }

    private JsonObject row(ServedObject object) {
        JsonObject row =
                new JsonObject().put("cells", new JsonArray(object.cells().get()));
        return switch (includeObject) {
            case "None" -> row.putNull("object");
            case "Object" -> row.put("object", object.json().get());
            default -> row.put("object", partial(object.json().get()));
        };
    }

    private JsonObject partial(JsonObject json) {
        return new JsonObject()
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", META + form.version())
                .put("metadata", json.getJsonObject("metadata"));
    }

    private static JsonArray items(List<ServedObject> objects) {
        JsonArray items = new JsonArray();
        objects.forEach(object -> items.add(object.json().get()));
        return items;
    }

    private JsonArray partials(List<ServedObject> objects) {
        JsonArray items = new JsonArray();
        objects.forEach(object -> items.add(partial(object.json().get())));
        return items;
    }

    private static JsonObject list(String kind, String apiVersion, JsonObject metadata, JsonArray items) {
        return new JsonObject()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", metadata)
                .put("items", items);
    }

    private ResourceAnswer answer(JsonObject json) {
        Buffer body = pretty ? Buffer.buffer(json.encodePrettily()) : json.toBuffer();
        return new ResourceAnswer(200, "application/json", body.appendString("\n"));
    }

    private static String includeObject(DecodedQuery query) {
        String include = query.text("includeObject");
        return switch (include) {
            case "", "Metadata" -> "Metadata";
            case "None", "Object" -> include;
            default ->
                throw Failure.badRequest("unrecognized includeObject value: \"%s\" (expected: None, Metadata or Object)"
                        .formatted(include));
        };
    }

    private static boolean isForPeople(String userAgent) {
        return userAgent.startsWith("curl") || userAgent.startsWith("Wget") || userAgent.startsWith("Mozilla/5.0");
    }
}
