package io.clustergateway.health;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A hub that grants one Lease to whoever asks first, and takes patches of Secrets. */
final class FakeHub {
    final List<JsonObject> events = new CopyOnWriteArrayList<>();
    final List<JsonObject> patches = new CopyOnWriteArrayList<>();
    volatile Function<String, Integer> onPatch = name -> 200;
    volatile boolean leasesForbidden;
    volatile JsonObject lease;
    private final Registry registry;
    private final HttpServer server;

    FakeHub(Vertx vertx, Registry registry) {
        this.registry = registry;
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toString())))
                .listen(0, "127.0.0.1")
                .await();
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

    String holder() {
        return lease == null ? "" : lease.getJsonObject("spec").getString("holderIdentity");
    }

    private void answer(HttpServerRequest request, String body) {
        if (request.path().equals("/api/v1/namespaces/ns/events")) {
            events.add(new JsonObject(body));
            request.response().end("{}");
        } else if (request.path().contains("/leases")) {
            lease(request, body);
        } else if (request.method().name().equals("PATCH")
                && "application/merge-patch+json".equals(request.getHeader("Content-Type"))) {
            patch(request, request.path().substring(request.path().lastIndexOf('/') + 1), new JsonObject(body));
        } else {
            end(request, 404, "NotFound");
        }
    }

    private void lease(HttpServerRequest request, String body) {
        if (leasesForbidden) {
            end(request, 403, "Forbidden");
        } else if (!request.method().name().equals("GET")) {
            lease = new JsonObject(body);
            lease.getJsonObject("metadata").put("resourceVersion", String.valueOf(System.nanoTime()));
            request.response().end(lease.encode());
        } else if (lease == null) {
            end(request, 404, "NotFound");
        } else {
            request.response().end(lease.encode());
        }
    }

    private void patch(HttpServerRequest request, String name, JsonObject patch) {
        patches.add(patch.copy().put("name", name));
        int code = onPatch.apply(name);
        JsonObject metadata = patch.getJsonObject("metadata");
        if (code == 200 && !registry.isAt(name, metadata.getString("resourceVersion", ""))) {
            code = 409;
        }
        if (code != 200) {
            end(request, code, "Refused");
            return;
        }
        JsonObject annotations = metadata.getJsonObject("annotations");
        String version = registry.annotate(
                name,
                annotations.getString("status.cluster.core.oam.dev/healthy"),
                annotations.getString("status.cluster.core.oam.dev/healthy-reason"));
        request.response()
                .end(new JsonObject()
                        .put("metadata", new JsonObject().put("resourceVersion", version))
                        .encode());
    }

    private static void end(HttpServerRequest request, int code, String reason) {
        request.response()
                .setStatusCode(code)
                .end("{\"kind\":\"Status\",\"reason\":\"%s\",\"message\":\"%s it is\"}".formatted(reason, reason));
    }
}
