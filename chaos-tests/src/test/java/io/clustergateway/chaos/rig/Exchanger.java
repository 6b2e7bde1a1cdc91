package io.clustergateway.chaos.rig;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An external exchanger: NAME is NAME@corp in the group external, for the one request that it is asked about. */
final class Exchanger {
    private final HttpServer server;

    Exchanger(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(Exchanger::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    private static void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject asked = body.toJsonObject().getJsonObject("request");
            JsonObject identity = new JsonObject()
                    .put("username", asked.getJsonObject("user").getString("username") + "@corp")
                    .put("groups", new JsonArray().add("external"));
            JsonObject response = new JsonObject()
                    .put("uid", asked.getString("uid"))
                    .put("allowed", true)
                    .put("identity", identity);
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(body.toJsonObject().copy().put("response", response).encode());
        });
    }
}
