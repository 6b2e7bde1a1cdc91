package io.clustergateway.forwarder;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
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
import java.util.concurrent.TimeUnit;

/** A member's API server that notes what it was asked. */
final class TestMember {
    private static final CertificateAuthority CA = CertificateAuthority.create("member-ca");

    final List<String> seen = new CopyOnWriteArrayList<>();
    volatile Handler<HttpServerRequest> answer = request -> request.response().end("from the member");
    private final HttpServer server;

    TestMember(Vertx vertx) {
        Issued serving = CA.issueServer(List.of("127.0.0.1"));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .requestHandler(request -> {
                    seen.add(request.method() + " " + request.uri() + " " + request.getHeader("audit-id"));
                    answer.handle(request);
                })
                .listen(0, "127.0.0.1")
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    /** Members {@code good}, {@code off} and {@code broken}. */
    ClusterTable table() {
        return ClusterTable.EMPTY
                .with(cluster("good", Optional.empty()), "1")
                .with(cluster("off", Optional.of("maintenance")), "2")
                .with(new BrokenMember("broken", "u", "3", "endpoint: scheme http (expected: https)"), "3");
    }

    Cluster cluster(String name, Optional<String> offline) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", server.actualPort(), ""),
                new Trust.CaBundle(CA.certificatePem()),
                new Credential.BearerToken("token"),
                Optional.empty(),
                Health.UNKNOWN,
                offline,
                Optional.empty(),
                "key-" + name);
    }
}
