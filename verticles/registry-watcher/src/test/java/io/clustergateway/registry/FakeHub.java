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

/** A hub that has nothing but Secrets in vela-system and, once they are installed, ManagedClusters. */
final class FakeHub {
    private static final String OCM = "/apis/cluster.open-cluster-management.io/v1";

    private final Collection secrets = new Collection("cluster.core.oam.dev/cluster-credential-type");
    private final Collection clusters = new Collection(null);
    private final Vertx vertx;
    private HttpServer server;
    private volatile int version = 10;
    private volatile boolean forbidden;
    private volatile boolean clustersForbidden;
    private volatile boolean installed;

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
        secrets.put(secret);
    }

    void delete(String name) {
        secrets.delete(name);
    }

    void putCluster(JsonObject cluster) {
        clusters.put(cluster);
    }

    void deleteCluster(String name) {
        clusters.delete(name);
    }

    /** Installs the definition of ManagedClusters. */
    void install() {
        installed = true;
    }

    /** Takes it away again, and all of them with it, as a hub does. */
    void uninstall() {
        clusters.objects.keySet().forEach(this::deleteCluster);
        installed = false;
        clusters.end();
    }

    /** Takes it away while nobody can hear of it. */
    void uninstallUnseen() {
        installed = false;
        clusters.objects.clear();
        clusters.end();
    }

    void forbidClusters(boolean now) {
        clustersForbidden = now;
    }

    boolean isWatched() {
        return !secrets.watches.isEmpty();
    }

    boolean areClustersWatched() {
        return !clusters.watches.isEmpty();
    }

    void forbid(boolean now) {
        forbidden = now;
    }

    void cut() {
        secrets.watches.clear();
        clusters.watches.clear();
        server.close().await();
    }

    void heal() {
        server = listen(server.actualPort());
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        if (forbidden) {
            refuse(request, 403, "Forbidden", "secrets is forbidden");
        } else if (request.path().equals("/api/v1/namespaces/vela-system/secrets")) {
            secrets.answer(request);
        } else if (!installed || !request.path().startsWith(OCM)) {
            refuse(request, 404, "NotFound", "the server could not find the requested resource");
        } else if (request.path().equals(OCM)) {
            request.response().end("{\"resources\":[{\"name\":\"managedclusters\"}]}");
        } else if (clustersForbidden) {
            refuse(request, 403, "Forbidden", "managedclusters is forbidden");
        } else {
            clusters.answer(request);
        }
    }

    private static void refuse(HttpServerRequest request, int code, String reason, String message) {
        request.response()
                .setStatusCode(code)
                .end(new JsonObject()
                        .put("kind", "Status")
                        .put("reason", reason)
                        .put("message", message)
                        .toBuffer());
    }

    private final class Collection {
        private final Map<String, JsonObject> objects = new ConcurrentSkipListMap<>();
        private final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
        private final String selector;

        Collection(String selector) {
            this.selector = selector;
        }

        void put(JsonObject object) {
            String name = object.getJsonObject("metadata").getString("name");
            object.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
            event(objects.put(name, object) == null ? "ADDED" : "MODIFIED", object);
        }

        void delete(String name) {
            JsonObject last = objects.remove(name).copy();
            last.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
            event("DELETED", last);
        }

        void end() {
            List<HttpServerResponse> ended = List.copyOf(watches);
            watches.clear();
            ended.forEach(HttpServerResponse::end);
        }

        void answer(HttpServerRequest request) {
            if (selector != null && !selector.equals(request.getParam("labelSelector"))) {
                refuse(request, 404, "NotFound", "another selector");
            } else if ("true".equals(request.getParam("watch"))) {
                HttpServerResponse response = request.response().setChunked(true);
                response.writeHead();
                watches.add(response);
            } else {
                JsonObject metadata = new JsonObject().put("resourceVersion", String.valueOf(version));
                request.response()
                        .end(new JsonObject()
                                .put("metadata", metadata)
                                .put("items", new JsonArray(List.copyOf(objects.values())))
                                .toBuffer());
            }
        }

        private void event(String type, JsonObject object) {
            String frame =
                    new JsonObject().put("type", type).put("object", object).encode() + "\n";
            watches.forEach(watch -> watch.write(frame));
        }
    }
}
