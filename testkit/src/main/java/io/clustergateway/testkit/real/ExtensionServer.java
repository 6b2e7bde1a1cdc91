package io.clustergateway.testkit.real;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * An aggregated API server on this machine. The Service is an ExternalName for localhost: Endpoints with a loopback
 * address are refused by Kubernetes.
 */
record ExtensionServer(String group, String version, int port, String caPem) {

    private static final String NAMESPACE = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The name its serving certificate must carry, since the aggregator asks for it. */
    static String serverName(String group) {
        return serviceName(group) + "." + NAMESPACE + ".svc";
    }

    void register(RealApiServer hub) {
        hub.request("DELETE", servicePath() + "/" + serviceName(group), "");
        hub.request("DELETE", apiServicePath(), "");
        hub.request("POST", servicePath(), service().encode()).expectSuccess();
        hub.request(
                        "POST",
                        "/apis/apiregistration.k8s.io/v1/apiservices",
                        apiService().encode())
                .expectSuccess();
        Await.until(
                PATIENCE,
                () -> conditions(hub).anyMatch(ExtensionServer::isAvailable) && isRouted(hub),
                () -> "APIService " + name() + " is not Available and routed after " + PATIENCE + ": "
                        + conditions(hub).map(JsonObject::encode).toList());
    }

    /** The aggregator's route may come after the condition; until then the answer is 404. */
    private boolean isRouted(RealApiServer hub) {
        return hub.request("GET", "/apis/" + group + "/" + version, "").isSuccess();
    }

    private static boolean isAvailable(JsonObject condition) {
        return "Available".equals(condition.getString("type")) && "True".equals(condition.getString("status"));
    }

    private Stream<JsonObject> conditions(RealApiServer hub) {
        return hub
                .request("GET", apiServicePath(), "")
                .json()
                .getJsonObject("status", new JsonObject())
                .getJsonArray("conditions", new JsonArray())
                .stream()
                .map(JsonObject.class::cast);
    }

    private JsonObject service() {
        JsonObject spec = new JsonObject()
                .put("type", "ExternalName")
                .put("externalName", "localhost")
                .put("ports", new JsonArray().add(new JsonObject().put("port", port)));
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("metadata", new JsonObject().put("name", serviceName(group)))
                .put("spec", spec);
    }

    private JsonObject apiService() {
        JsonObject service = new JsonObject()
                .put("namespace", NAMESPACE)
                .put("name", serviceName(group))
                .put("port", port);
        JsonObject spec = new JsonObject()
                .put("group", group)
                .put("version", version)
                .put("groupPriorityMinimum", 2000)
                .put("versionPriority", 10)
                .put("service", service)
                .put("caBundle", Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.US_ASCII)));
        return new JsonObject()
                .put("apiVersion", "apiregistration.k8s.io/v1")
                .put("kind", "APIService")
                .put("metadata", new JsonObject().put("name", name()))
                .put("spec", spec);
    }

    private String name() {
        return version + "." + group;
    }

    private String apiServicePath() {
        return "/apis/apiregistration.k8s.io/v1/apiservices/" + name();
    }

    private static String servicePath() {
        return "/api/v1/namespaces/" + NAMESPACE + "/services";
    }

    private static String serviceName(String group) {
        return group.replace('.', '-');
    }
}
