package io.clustergateway.chart;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Listens where the pods of the chart would, with the chart's certificate, and answers discovery. */
final class StandIn {

    private static final String HOST = "127.0.0.1";

    private StandIn() {}

    /** The port it listens on. */
    static int serve(Vertx vertx, Buffer certificate, Buffer key) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(discovery()))
                .listen(0, HOST)
                .await()
                .actualPort();
    }

    /** Why a client that trusts {@code authorities} refuses to talk to the server by this name; empty when it talks. */
    static Optional<SSLException> handshake(Vertx vertx, int port, String name, Buffer authorities) {
        return new SecurePort(vertx, port, name, authorities)
                .get("/", Map.of())
                .map(body -> Optional.<SSLException>empty())
                .recover(error -> error instanceof SSLException refused
                        ? Future.succeededFuture(Optional.of(refused))
                        : Future.failedFuture(error))
                .await();
    }

    private static String discovery() {
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", "cluster.core.oam.dev/v1alpha1")
                .put("resources", new JsonArray())
                .encode();
    }
}
