package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A member's API server that says its name and how it was spoken to, and echoes what comes after an upgrade. */
final class TestMember implements AutoCloseable {
    static final CertificateAuthority CA = CertificateAuthority.create("test members");

    private static final MemberSettings LOOPBACK =
            new MemberSettings(new AddressGuard(List.of(), List.of(), true), Optional.empty());

    final AtomicInteger connections = new AtomicInteger();
    private final HttpServer server;

    TestMember(Vertx vertx, String name, String... certified) {
        Issued serving = CA.issueServer(List.of(certified));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setSni(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> serve(name, request))
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

    private static void serve(String name, HttpServerRequest request) {
        if ("websocket".equals(request.getHeader("upgrade"))) {
            request.toNetSocket().onSuccess(socket -> socket.pipeTo(socket));
            return;
        }
        request.response()
                .putHeader("name", name)
                .putHeader("sni", String.valueOf(request.connection().indicatedServerName()))
                .putHeader("version", request.version().name())
                .putHeader("authority", String.valueOf(request.authority()));
        request.body().onSuccess(body -> request.response().end(body));
    }

    static Cluster cluster(String name, List<Endpoint> endpoints, Egress egress, Optional<String> serverName) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                endpoints,
                egress,
                new Trust.CaBundle(CA.certificatePem()),
                new Credential.BearerToken("t"),
                serverName,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "key-" + name);
    }

    /** For members of this machine. */
    static MemberConnections onLoopback(Vertx vertx) {
        return new MemberConnections(vertx, Duration.ofSeconds(3), LOOPBACK, new Readiness());
    }

    /** What a member answers to a GET. */
    static HttpClientResponse get(MemberConnections connections, Cluster cluster) throws Exception {
        return connections
                .of(cluster)
                .orElseThrow()
                .request()
                .compose(request -> request.send())
                .await(10, TimeUnit.SECONDS);
    }

    /** Writes an upgrade, and after the 101 some bytes; gives what comes back. */
    static Buffer echoed(MemberConnection connection, Buffer sent) throws Exception {
        NetSocket socket = connection.connect().await(10, TimeUnit.SECONDS).socket();
        io.vertx.core.Promise<Buffer> all = io.vertx.core.Promise.promise();
        Buffer received = Buffer.buffer();
        int[] head = {0};
        socket.handler(bytes -> {
            received.appendBuffer(bytes);
            if (head[0] == 0) {
                head[0] = received.toString("ISO-8859-1").indexOf("\r\n\r\n") + 4;
                socket.write(sent);
            } else if (received.length() >= head[0] + sent.length()) {
                all.tryComplete(received.getBuffer(head[0], received.length()));
            }
        });
        socket.closeHandler(closed -> all.tryFail("closed after " + received.length()));
        socket.write("GET /echo HTTP/1.1\r\nHost: m\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        try {
            return all.future().await(20, TimeUnit.SECONDS);
        } finally {
            socket.close();
        }
    }
}
