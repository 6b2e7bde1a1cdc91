package io.clustergateway.forwarder.upstream;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A Vert.x server as a member. */
final class HttpMember implements AutoCloseable {
    private final HttpServer server;

    HttpMember(Vertx vertx, boolean withHttp2, Handler<HttpServerRequest> handler) {
        server = vertx.createHttpServer(Front.options().setUseAlpn(withHttp2))
                .requestHandler(handler)
                .listen()
                .await();
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        server.close().await();
    }
}
