package io.clustergateway.authn;

import io.clustergateway.kernel.contract.Caller;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A hub with the authentication ConfigMap and the two reviews, which can be refused, held and cut. */
final class FakeHub {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";
    static final String TOKEN_REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    static final String ACCESS_REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    final Map<String, JsonObject> tokenStatus = new ConcurrentHashMap<>();
    final List<JsonObject> tokenReviews = new CopyOnWriteArrayList<>();
    final List<JsonObject> accessReviews = new CopyOnWriteArrayList<>();
    final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    volatile Predicate<JsonObject> allows = spec -> false;
    volatile boolean silent;

    private final Vertx vertx;
    private final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private volatile @Nullable JsonObject configMap;
    private volatile int version = 10;
    private HttpServer server;

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

    void cut() {
        watches.clear();
        server.close().await();
    }

    void heal() {
        server = listen(server.actualPort());
    }

    void publish(JsonObject data) {
        JsonObject object = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", "extension-apiserver-authentication")
                                .put("namespace", "kube-system")
                                .put("resourceVersion", String.valueOf(++version)))
                .put("data", data);
        String type = configMap == null ? "ADDED" : "MODIFIED";
        configMap = object;
        String frame = new JsonObject().put("type", type).put("object", object).encode() + "\n";
        watches.forEach(watch -> watch.write(frame));
    }

    /** Answers what {@link #silent} held back. */
    void release() {
        silent = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    int heldBack() {
        return held.size();
    }

    void knows(String token, String user, String... groups) {
        tokenStatus.put(
                token,
                new JsonObject()
                        .put("authenticated", true)
                        .put("brandNewField", 1)
                        .put(
                                "user",
                                new JsonObject()
                                        .put("username", user)
                                        .put("uid", user + "-uid")
                                        .put("groups", new JsonArray(List.of(groups)))
                                        .put("extra", new JsonObject().put("k", new JsonArray().add("v")))));
    }

    static boolean isUser(JsonObject spec, String user) {
        return spec.getString("user").equals(user)
                && spec.getJsonArray("groups").contains(Caller.AUTHENTICATED);
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        Integer refusal = refusals.get(request.path());
        if (refusal != null) {
            end(request, refusal, new JsonObject().put("message", "no").put("reason", "Refused"));
            return;
        }
        switch (request.path()) {
            case CONFIG_MAPS -> configMaps(request);
            case TOKEN_REVIEWS -> review(request, tokenReviews);
            case ACCESS_REVIEWS -> review(request, accessReviews);
            default -> end(request, 404, new JsonObject());
        }
    }

    private void review(HttpServerRequest request, List<JsonObject> seen) {
        request.body().onSuccess(body -> {
            JsonObject spec = body.toJsonObject().getJsonObject("spec");
            seen.add(spec);
            Runnable answer = () -> end(request, 201, new JsonObject().put("status", status(spec)));
            if (silent) {
                held.add(answer);
            } else {
                answer.run();
            }
        });
    }

    private JsonObject status(JsonObject spec) {
        String token = spec.getString("token");
        return token == null
                ? new JsonObject().put("allowed", allows.test(spec))
                : tokenStatus.getOrDefault(token, new JsonObject().put("authenticated", false));
    }

    private void configMaps(HttpServerRequest request) {
        if (!"metadata.name=extension-apiserver-authentication".equals(request.getParam("fieldSelector"))) {
            end(request, 403, new JsonObject().put("message", "only by name").put("reason", "Forbidden"));
        } else if ("true".equals(request.getParam("watch"))) {
            HttpServerResponse response = request.response().setChunked(true);
            response.writeHead();
            watches.add(response);
        } else {
            JsonObject object = configMap;
            end(
                    request,
                    200,
                    new JsonObject()
                            .put("metadata", new JsonObject().put("resourceVersion", String.valueOf(version)))
                            .put("items", object == null ? new JsonArray() : new JsonArray().add(object)));
        }
    }

    private static void end(HttpServerRequest request, int code, JsonObject body) {
        request.response().setStatusCode(code).end(body.toBuffer());
    }
}
