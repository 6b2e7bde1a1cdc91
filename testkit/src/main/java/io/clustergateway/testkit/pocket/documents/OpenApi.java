package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceTable;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.util.List;

/** OpenAPI v3, by group and version, with what kubectl reads of it: kinds, fields, and the parameters of a patch. */
public final class OpenApi {

    private static final List<String> PATCH_PARAMETERS = List.of("dryRun", "fieldManager", "fieldValidation", "force");

    private final ResourceTable table;
    private final Schemas schemas = Schemas.load();

    public OpenApi(ResourceTable table) {
        this.table = table;
    }

    /** The answer to {@code /openapi/v3}. */
    public ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (ResourceType type : table.types()) {
            String path = prefix(type).substring(1);
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
        }
        return index;
    }

    /** The document of {@code api/v1} or {@code apis/GROUP/VERSION}. */
    public ObjectNode document(String path) {
        List<ResourceType> types = table.types().stream()
                .filter(type -> prefix(type).substring(1).equals(path))
                .toList();
        if (types.isEmpty()) {
            throw ApiFailure.notFound();
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode definitions = document.putObject("components").putObject("schemas");
        definitions.setAll(schemas.shared("#/components/schemas/"));
        types.forEach(type -> {
            addPaths(paths, type);
            definitions.set(schemas.name(type), schemas.of(type, "#/components/schemas/"));
        });
        return document;
    }

    /** The answer to {@code /openapi/v2}. */
    public ObjectNode swagger() {
        ObjectNode document = Json.object().put("swagger", "2.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode definitions = document.putObject("definitions");
        definitions.setAll(schemas.shared("#/definitions/"));
        table.types().forEach(type -> {
            addPaths(paths, type);
            definitions.set(schemas.name(type), schemas.of(type, "#/definitions/"));
        });
        return document;
    }

    private static void addPaths(ObjectNode paths, ResourceType type) {
        String collection = prefix(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
        ObjectNode all = paths.putObject(collection);
        ObjectNode one = paths.putObject(collection + "/{name}");
        if (type.verbs().contains("list")) {
            addOperation(all, "get", "list", type, List.of());
        }
        if (type.verbs().contains("create")) {
            addOperation(all, "post", "post", type, List.of("dryRun", "fieldManager", "fieldValidation"));
        }
        if (type.verbs().contains("get")) {
            addOperation(one, "get", "get", type, List.of());
        }
        if (type.verbs().contains("patch")) {
            addOperation(one, "patch", "patch", type, PATCH_PARAMETERS);
        }
    }

    private static void addOperation(
            ObjectNode path, String method, String action, ResourceType type, List<String> names) {
        ObjectNode operation = path.putObject(method).put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", Schemas.groupVersionKind(type));
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : names) {
            ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
            parameter.putObject("schema").put("type", "string");
        }
        operation.putObject("responses").putObject("200").put("description", "OK");
    }

    private static String prefix(ResourceType type) {
        return (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    }
}
