package io.clustergateway.registry;

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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A hub that has nothing but Secrets in vela-system. */
final class FakeHub {
    private final Map<String, JsonObject> secrets = new ConcurrentSkipListMap<>();
    private final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private HttpServer server;
    private volatile int version = 10;
    private volatile boolean forbidden;

    FakeHub(Vertx vertx) {
        this.vertx = vertx;
        this.server = listen(0);
    }

    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: hub
                contexts: [{name: hub, context: {cluster: hub, user: gateway}}]
                clusters: [{name: hub, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: gateway, user: {token: t}}]
                """.formatted(server.actualPort()));
    }

    void put(JsonObject secret) {
        String name = secret.getJsonObject("metadata").getString("name");
        secret.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
        event(secrets.put(name, secret) == null ? "ADDED" : "MODIFIED", secret);
    }

    void delete(String name) {
        JsonObject last = secrets.remove(name).copy();
        last.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
        event("DELETED", last);
    }

    boolean isWatched() {
        return !watches.isEmpty();
    }

    void forbid(boolean now) {
        forbidden = now;
    }

    void cut() {
        watches.clear();
        server.close().await();
    }

    void heal() {
        server = listen(server.actualPort());
    }

    private void event(String type, JsonObject object) {
        String frame = new JsonObject().put("type", type).put("object", object).encode() + "\n";
        watches.forEach(watch -> watch.write(frame));
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        if (forbidden) {
            request.response()
                    .setStatusCode(403)
                    .end("{\"kind\":\"Status\",\"reason\":\"Forbidden\",\"message\":\"secrets is forbidden\"}");
        } else if (!request.path().equals("/api/v1/namespaces/vela-system/secrets")
                || !"cluster.core.oam.dev/cluster-credential-type".equals(request.getParam("labelSelector"))) {
            request.response().setStatusCode(404).end("{}");
        } else if ("true".equals(request.getParam("watch"))) {
            HttpServerResponse response = request.response().setChunked(true);
            response.writeHead();
            watches.add(response);
        } else {
            JsonObject metadata = new JsonObject().put("resourceVersion", String.valueOf(version));
            request.response()
                    .end(new JsonObject()
                            .put("metadata", metadata)
                            .put("items", new JsonArray(List.copyOf(secrets.values())))
                            .toBuffer());
        }
    }
}
