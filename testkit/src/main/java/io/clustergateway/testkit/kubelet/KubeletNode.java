package io.clustergateway.testkit.kubelet;

import static java.util.Objects.requireNonNull;

import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A node and its pods as a real API server's objects. No controller or scheduler is needed: pods are bound to the node
 * at once and their status says Running.
 */
public final class KubeletNode {

    private final RealApiServer server;
    private final String name;

    public KubeletNode(RealApiServer server, String name) {
        this.server = requireNonNull(server, "server");
        this.name = requireNonNull(name, "name");
    }

    /** Makes the node, or moves it: its kubelet listens on this port of 127.0.0.1. */
    public void register(int kubeletPort) {
        String nodes = "/api/v1/nodes";
        if (!server.request("GET", nodes + "/" + name, "").isSuccess()) {
            server.request("POST", nodes, named(name).encode()).expectSuccess();
        }
        JsonObject address = new JsonObject().put("type", "InternalIP").put("address", "127.0.0.1");
        JsonObject endpoint = new JsonObject().put("kubeletEndpoint", new JsonObject().put("Port", kubeletPort));
        JsonObject status =
                new JsonObject().put("addresses", new JsonArray().add(address)).put("daemonEndpoints", endpoint);
        patchStatus(nodes + "/" + name, status);
    }

    /** Makes a running pod with these containers; the service account {@code default} is made when it is not there. */
    public void createPod(String namespace, String pod, String... containers) {
        server.createServiceAccount(namespace, "default");
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        JsonObject spec = new JsonObject()
                .put("nodeName", name)
                .put("automountServiceAccountToken", false)
                .put(
                        "containers",
                        each(
                                containers,
                                container -> new JsonObject()
                                        .put("name", container)
                                        .put("image", "stand-in")
                                        .put("stdin", true)));
        server.request("POST", pods, named(pod).put("spec", spec).encode()).expectSuccess();
        patchStatus(pods + "/" + pod, running(containers));
    }

    private static JsonObject running(String... containers) {
        JsonObject state = new JsonObject().put("running", new JsonObject().put("startedAt", "2026-01-01T00:00:00Z"));
        JsonObject ready = new JsonObject().put("type", "Ready").put("status", "True");
        return new JsonObject()
                .put("phase", "Running")
                .put("podIP", "127.0.0.1")
                .put("conditions", new JsonArray().add(ready))
                .put(
                        "containerStatuses",
                        each(
                                containers,
                                container -> new JsonObject()
                                        .put("name", container)
                                        .put("image", "stand-in")
                                        .put("imageID", "stand-in")
                                        .put("ready", true)
                                        .put("restartCount", 0)
                                        .put("state", state)));
    }

    private static JsonArray each(String[] containers, Function<String, JsonObject> describe) {
        return new JsonArray(Arrays.stream(containers).map(describe).toList());
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("metadata", new JsonObject().put("name", name));
    }

    private void patchStatus(String path, JsonObject status) {
        server.request(
                        "PATCH",
                        path + "/status",
                        new JsonObject().put("status", status).encode())
                .expectSuccess();
    }
}
