package io.clustergateway.hub;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A hub with one collection, {@code /api/v1/namespaces/ns/secrets}, whose tests change it and cut it. */
final class FakeHub {
    final Map<String, JsonObject> objects = new ConcurrentSkipListMap<>();
    final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    volatile int version = 10;
    volatile int refuseListsWith;
    private final Vertx vertx;
    private HttpServer server;

    FakeHub(Vertx vertx) {
        this.vertx = vertx;
        this.server = listen(0);
    }

    void cut() {
        watches.clear();
        server.close().await();
    }

    void heal() {
        server = listen(server.actualPort());
    }

    Path kubeconfig(Path folder, String user) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: hub
                contexts: [{name: hub, context: {cluster: hub, user: gateway}}]
                clusters: [{name: hub, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: gateway, user: %s}]
                """.formatted(server.actualPort(), user));
    }

    void put(String name) {
        boolean added = !objects.containsKey(name);
        JsonObject object = object(name, ++version);
        objects.put(name, object);
        event(added ? "ADDED" : "MODIFIED", object);
    }

    void delete(String name) {
        objects.remove(name);
        event("DELETED", object(name, ++version));
    }

    void event(String type, JsonObject object) {
        String frame = new JsonObject().put("type", type).put("object", object).encode() + "\n";
        watches.forEach(watch -> watch.write(frame));
    }

    static JsonObject object(String name, int version) {
        return new JsonObject()
                .put("brandNewField", new JsonArray().add(1))
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", name)
                                .put("namespace", "ns")
                                .put("brandNewMetadata", true)
                                .put("resourceVersion", String.valueOf(version)));
    }

    static JsonObject status(int code, String reason) {
        return new JsonObject()
                .put("kind", "Status")
                .put("code", code)
                .put("reason", reason)
                .put("message", reason + " it is");
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        Map<String, String> seen = new TreeMap<>();
        request.params().forEach(seen::put);
        seen.put("path", request.path());
        seen.put("authorization", String.valueOf(request.getHeader("Authorization")));
        seen.put("user-agent", String.valueOf(request.getHeader("User-Agent")));
        requests.add(seen);
        switch (request.path()) {
            case "/hold" -> held.add(request);
            case "/text" -> request.response().end("hello");
            case "/echo" -> request.body().onSuccess(body -> request.response().end(body));
            case "/api/v1/namespaces/ns/secrets" -> collection(request);
            default -> end(request, 404, status(404, "NotFound"));
        }
    }

    private void collection(HttpServerRequest request) {
        if ("true".equals(request.getParam("watch"))) {
            HttpServerResponse response = request.response().setChunked(true);
            response.writeHead();
            watches.add(response);
        } else if (refuseListsWith != 0) {
            end(request, refuseListsWith, status(refuseListsWith, "Refused"));
        } else {
            JsonArray items = new JsonArray();
            objects.values().forEach(items::add);
            end(
                    request,
                    200,
                    new JsonObject()
                            .put("metadata", new JsonObject().put("resourceVersion", String.valueOf(version)))
                            .put("items", items));
        }
    }

    private static void end(HttpServerRequest request, int code, JsonObject body) {
        request.response().setStatusCode(code).end(body.toBuffer());
    }
}
