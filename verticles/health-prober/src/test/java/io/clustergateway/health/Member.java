package io.clustergateway.health;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member's API server that answers its health paths with what a test wants. */
final class Member {
    /** A JSON web token that ends in the year 2100. */
    static final String TOKEN = "e30.eyJleHAiOjQxMDI0NDQ4MDB9.signature";

    static final CertificateAuthority CA = CertificateAuthority.create("member-ca");

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile int ready = 200;
    volatile int healthz = 200;
    volatile Handler<HttpServerRequest> answer = this::answer;
    private final HttpServer server;

    Member(Vertx vertx) {
        this(vertx, CA.issueServer(List.of("127.0.0.1", "localhost")));
    }

    Member(Vertx vertx, Issued serving) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .requestHandler(request -> {
                    asked.add(request.path() + " " + request.getHeader("Authorization"));
                    answer.handle(request);
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    void stop() {
        server.close().await();
    }

    Cluster cluster(String name) {
        return cluster(name, "1", port(), Health.UNKNOWN, Optional.empty());
    }

    static Cluster cluster(String name, String version, int port, Health health, Optional<String> offline) {
        return new Cluster(
                name,
                "uid-" + name,
                version,
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", port, ""),
                new Trust.CaBundle(CA.certificatePem()),
                new Credential.BearerToken(TOKEN),
                Optional.empty(),
                health,
                offline,
                Optional.empty(),
                "key-" + name + port);
    }

    private void answer(HttpServerRequest request) {
        int code = request.path().equals("/readyz") ? ready : healthz;
        request.response().setStatusCode(code).end(code == 200 ? "ok" : "no");
    }
}
