package io.clustergateway.forwarder.api;

import static io.clustergateway.forwarder.request.RequestTarget.GROUP;
import static io.clustergateway.forwarder.request.RequestTarget.VERSION;

import io.clustergateway.kernel.ops.Build;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * OpenAPI as far as {@code kubectl explain} and the hub's merging need it: a hub keeps only definitions that its paths
 * reach, and explain finds a kind by the operations on its path.
 */
final class OpenApi {
    private static final String ROOT = "/apis/" + LegacyDiscovery.GROUP_VERSION;

    private OpenApi() {}

    static JsonObject v2() {
        return new JsonObject()
                .put("swagger", "2.0")
                .put("info", info())
                .put("paths", paths(false))
                .put("definitions", Schemas.v2());
    }

    static JsonObject v3() {
        return new JsonObject()
                .put("openapi", "3.0.0")
                .put("info", info())
                .put("paths", paths(true))
                .put("components", new JsonObject().put("schemas", Schemas.v3()));
    }

    /** The index of version 3 documents. */
    static JsonObject v3Index(String hash) {
        JsonObject entry = new JsonObject().put("serverRelativeURL", "/openapi/v3" + ROOT + "?hash=" + hash);
        return new JsonObject().put("paths", new JsonObject().put(ROOT.substring(1), entry));
    }

    private static JsonObject info() {
        return new JsonObject().put("title", "Cluster Gateway").put("version", Build.CURRENT.version());
    }

    private static JsonObject paths(boolean third) {
        JsonObject paths = new JsonObject();
        for (ServedResource served : ServedResource.ALL) {
            String path = ROOT + "/" + served.plural();
            paths.put(path, new JsonObject().put("get", operation(served, "list", "List", third)));
            paths.put(
                    path + "/{name}",
                    new JsonObject()
                            .put("get", operation(served, "get", "", third))
                            .put("parameters", new JsonArray().add(nameParameter(third))));
        }
        ServedResource gateways = ServedResource.ALL.get(0);
        paths.put(
                ROOT + "/" + gateways.plural() + "/{name}/health",
                new JsonObject()
                        .put("get", named(operation(gateways, "get", "", third), "readHealth"))
                        .put("put", named(update(gateways, third), "replaceHealth"))
                        .put("parameters", new JsonArray().add(nameParameter(third))));
        return paths;
    }

    private static JsonObject named(JsonObject operation, String action) {
        return operation.put("operationId", action + "ClusterCoreOamDevV1alpha1ClusterGateway");
    }

    private static JsonObject update(ServedResource served, boolean third) {
        String schema = Schemas.PREFIX + served.kind();
        JsonObject operation =
                operation(served, "put", "", third).put("description", "update the health of a " + served.kind());
        if (third) {
            JsonObject reference = new JsonObject().put("$ref", "#/components/schemas/" + schema);
            return operation.put(
                    "requestBody",
                    new JsonObject()
                            .put("required", true)
                            .put(
                                    "content",
                                    new JsonObject().put(Document.JSON, new JsonObject().put("schema", reference))));
        }
        JsonObject body = new JsonObject()
                .put("name", "body")
                .put("in", "body")
                .put("required", true)
                .put("schema", new JsonObject().put("$ref", "#/definitions/" + schema));
        return operation
                .put("consumes", LegacyDiscovery.array(List.of(Document.JSON)))
                .put("parameters", new JsonArray().add(body));
    }

    private static JsonObject operation(ServedResource served, String action, String suffix, boolean third) {
        String schema = Schemas.PREFIX + served.kind() + suffix;
        JsonObject operation = new JsonObject()
                .put("description", "%s %s".formatted(action, served.kind()))
                .put(
                        "operationId",
                        "%sClusterCoreOamDevV1alpha1%s"
                                .formatted(action.equals("get") ? "read" : action, served.kind()))
                .put("responses", new JsonObject().put("200", third ? ok3(schema) : ok2(schema)))
                .put("x-kubernetes-action", action)
                .put(
                        "x-kubernetes-group-version-kind",
                        new JsonObject()
                                .put("group", GROUP)
                                .put("version", VERSION)
                                .put("kind", served.kind()));
        return third
                ? operation
                : operation
                        .put("produces", LegacyDiscovery.array(List.of(Document.JSON)))
                        .put("schemes", LegacyDiscovery.array(List.of("https")));
    }

    private static JsonObject ok2(String schema) {
        return new JsonObject()
                .put("description", "OK")
                .put("schema", new JsonObject().put("$ref", "#/definitions/" + schema));
    }

    private static JsonObject ok3(String schema) {
        JsonObject reference = new JsonObject().put("$ref", "#/components/schemas/" + schema);
        return new JsonObject()
                .put("description", "OK")
                .put("content", new JsonObject().put(Document.JSON, new JsonObject().put("schema", reference)));
    }

    private static JsonObject nameParameter(boolean third) {
        JsonObject parameter = new JsonObject()
                .put("name", "name")
                .put("in", "path")
                .put("description", "name of the object")
                .put("required", true);
        return third
                ? parameter.put("schema", new JsonObject().put("type", "string"))
                : parameter.put("type", "string").put("uniqueItems", true);
    }
}
