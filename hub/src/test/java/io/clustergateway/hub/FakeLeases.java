package io.clustergateway.hub;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A hub that has one Lease, {@code ns/leader}, and keeps Kubernetes' optimistic concurrency. */
final class FakeLeases {
    private static final String COLLECTION = "/apis/coordination.k8s.io/v1/namespaces/ns/leases";

    final AtomicReference<Optional<JsonObject>> lease = new AtomicReference<>(Optional.empty());
    final AtomicInteger writes = new AtomicInteger();
    volatile boolean forbidden;
    volatile boolean readOnly;
    volatile boolean deaf;
    volatile boolean loseAnswers;
    private final HttpServer server;
    private int version = 1;

    FakeLeases(Vertx vertx) {
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
        return lease.get()
                .map(object -> object.getJsonObject("spec").getString("holderIdentity"))
                .orElse("");
    }

    int transitions() {
        return lease.get().orElseThrow().getJsonObject("spec").getInteger("leaseTransitions");
    }

    private void answer(HttpServerRequest request, String body) {
        if (deaf) {
            return;
        }
        if (forbidden || readOnly && !request.method().name().equals("GET")) {
            end(request, 403, FakeHub.status(403, "Forbidden"));
            return;
        }
        switch (request.method().name()) {
            case "GET" ->
                lease.get()
                        .ifPresentOrElse(
                                found -> end(request, 200, found),
                                () -> end(request, 404, FakeHub.status(404, "NotFound")));
            case "POST" ->
                write(
                        request,
                        new JsonObject(body),
                        request.path().equals(COLLECTION) && lease.get().isEmpty());
            case "PUT" -> {
                JsonObject given = new JsonObject(body);
                write(request, given, lease.get().map(Tolerant::version).equals(Optional.of(Tolerant.version(given))));
            }
            default -> end(request, 405, FakeHub.status(405, "MethodNotAllowed"));
        }
    }

    private void write(HttpServerRequest request, JsonObject given, boolean allowed) {
        if (!allowed) {
            end(request, 409, FakeHub.status(409, "Conflict"));
            return;
        }
        given.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
        lease.set(Optional.of(given));
        writes.incrementAndGet();
        if (!loseAnswers) {
            end(request, 200, given);
        }
    }

    private static void end(HttpServerRequest request, int code, JsonObject body) {
        request.response().setStatusCode(code).end(body.toBuffer());
    }
}
