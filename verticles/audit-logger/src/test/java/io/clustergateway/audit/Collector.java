package io.clustergateway.audit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A webhook server that answers as it is told. */
final class Collector implements AutoCloseable {
    /** What it does with a request that it has read. */
    enum Manner {
        TAKE,
        TAKE_WITH_NONSENSE,
        REFUSE,
        SILENCE
    }

    final Queue<JsonObject> lists = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    volatile Manner manner = Manner.TAKE;

    Collector() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toJsonObject())))
                .listen(0, "127.0.0.1")
                .timeout(10, TimeUnit.SECONDS)
                .await();
    }

    private void answer(HttpServerRequest request, JsonObject list) {
        switch (manner) {
            case TAKE -> {
                lists.add(list);
                request.response().end();
            }
            case TAKE_WITH_NONSENSE -> {
                lists.add(list);
                request.response().end("<html>thanks");
            }
            case REFUSE -> request.response().setStatusCode(503).end("no");
            default -> lists.add(list);
        }
    }

    List<String> ids() {
        return lists.stream()
                .map(list -> list.getJsonArray("items"))
                .flatMap(JsonArray::stream)
                .map(item -> ((JsonObject) item).getString("auditID"))
                .toList();
    }

    Path kubeconfig(Path dir) {
        return kubeconfig(dir, server.actualPort());
    }

    static Path kubeconfig(Path dir, int port) {
        try {
            return Files.writeString(dir.resolve("webhook-" + port + ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d/audit"}}]
                    users: [{name: u, user: {}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """.formatted(port));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    void stop() {
        vertx.close().timeout(10, TimeUnit.SECONDS).await();
    }
}
