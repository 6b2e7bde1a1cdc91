package io.clustergateway.chaos.link;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Toxiproxy's REST API as its README documents it, without any proxying: routes, codes, fields, kinds of toxics and
 * their attributes. It is stricter in one thing: a field that Toxiproxy would pass over in silence is refused.
 */
final class ToxiproxyStandIn implements AutoCloseable {
    private static final Set<String> OF_A_PROXY = Set.of("name", "listen", "upstream", "enabled");
    private static final Set<String> OF_A_TOXIC = Set.of("name", "type", "stream", "toxicity", "attributes");
    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "latency", Set.of("latency", "jitter"),
            "bandwidth", Set.of("rate"),
            "slow_close", Set.of("delay"),
            "timeout", Set.of("timeout"),
            "reset_peer", Set.of("timeout"),
            "slicer", Set.of("average_size", "size_variation", "delay"),
            "limit_data", Set.of("bytes"));

    private final Map<String, JsonObject> proxies = new ConcurrentHashMap<>();
    private final HttpServer server;

    ToxiproxyStandIn(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(
                                body -> answer(request, body.length() == 0 ? new JsonObject() : body.toJsonObject())))
                .listen(0, "127.0.0.1")
                .await();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** With its toxics by name in {@code toxics}. */
    Map<String, JsonObject> proxies() {
        return proxies;
    }

    @Override
    public void close() {
        server.close().await();
    }

    private void answer(HttpServerRequest request, JsonObject body) {
        String[] path = request.path().substring(1).split("/");
        String route = request.method() + " " + path.length;
        JsonObject proxy = path.length > 1 ? proxies.get(path[1]) : new JsonObject();
        if (proxy == null) {
            refuse(request, 404, "proxy not found");
            return;
        }
        switch (route) {
            case "POST 1" -> create(request, body);
            case "POST 2", "PATCH 2" -> update(request, proxy, body);
            case "DELETE 2" -> {
                proxies.remove(path[1]);
                request.response().setStatusCode(204).end();
            }
            case "POST 3" -> addToxic(request, proxy.getJsonObject("toxics"), body);
            case "DELETE 4" -> removeToxic(request, proxy.getJsonObject("toxics"), path[3]);
            default -> refuse(request, 404, "404 page not found");
        }
    }

    private void create(HttpServerRequest request, JsonObject body) {
        if (!OF_A_PROXY.containsAll(body.fieldNames()) || body.getString("name").isEmpty()) {
            refuse(request, 400, "bad request body");
        } else if (proxies.containsKey(body.getString("name"))) {
            refuse(request, 409, "proxy already exists");
        } else {
            String listen = body.getString("listen").replaceFirst(":0$", ":" + (20_000 + proxies.size()));
            JsonObject made = body.copy().put("listen", listen).put("toxics", new JsonObject());
            proxies.put(body.getString("name"), made);
            request.response().setStatusCode(201).end(made.encode());
        }
    }

    private static void update(HttpServerRequest request, JsonObject proxy, JsonObject body) {
        if (!OF_A_PROXY.containsAll(body.fieldNames())) {
            refuse(request, 400, "bad request body");
        } else {
            request.response().end(proxy.mergeIn(body).encode());
        }
    }

    private static void addToxic(HttpServerRequest request, JsonObject toxics, JsonObject body) {
        Set<String> attributes = ATTRIBUTES.get(body.getString("type"));
        if (attributes == null) {
            refuse(request, 400, "invalid toxic type");
        } else if (!Set.of("upstream", "downstream").contains(body.getString("stream"))) {
            refuse(request, 400, "stream was invalid, can be either upstream or downstream");
        } else if (!OF_A_TOXIC.containsAll(body.fieldNames())
                || !attributes.containsAll(body.getJsonObject("attributes").fieldNames())) {
            refuse(request, 400, "bad request body");
        } else if (toxics.containsKey(body.getString("name"))) {
            refuse(request, 409, "toxic already exists");
        } else {
            toxics.put(body.getString("name"), body);
            request.response().end(body.encode());
        }
    }

    private static void removeToxic(HttpServerRequest request, JsonObject toxics, String name) {
        if (toxics.remove(name) == null) {
            refuse(request, 404, "toxic not found");
        } else {
            request.response().setStatusCode(204).end();
        }
    }

    private static void refuse(HttpServerRequest request, int code, String error) {
        request.response()
                .setStatusCode(code)
                .end(new JsonObject().put("error", error).put("status", code).encode());
    }
}
