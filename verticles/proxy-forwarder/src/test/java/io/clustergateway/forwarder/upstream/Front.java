package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.wire.OneFlush;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A TLS listener with the upstream behind it and a front door that admits everybody as alice. */
final class Front implements AutoCloseable {
    static final CertificateAuthority CA = CertificateAuthority.create("upstream tests");
    static final Issued SERVER = CA.issueServer(List.of("127.0.0.1", "localhost"));
    static final Caller ALICE = new Caller("alice", Optional.empty(), List.of("team-a", "team-b"), Map.of());

    private static final MemberSettings LOOPBACK =
            new MemberSettings(new AddressGuard(List.of(), List.of(), true), Optional.empty());

    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    /** Told before each last byte, which goes out when it says so. */
    volatile Function<Outcome, Future<Void>> ending = soFar -> Future.succeededFuture();

    private final Vertx vertx;
    private final Context context;
    private MemberConnections connections;
    private Upstream upstream;
    private HttpServer server;

    Front(Vertx vertx, Admission admission) {
        this(vertx, admission, Duration.ofSeconds(20));
    }

    Front(Vertx vertx, Admission admission, Duration headTimeout) {
        this(vertx, admission, headTimeout, LOOPBACK);
    }

    Front(Vertx vertx, Admission admission, Duration headTimeout, MemberSettings settings) {
        this(vertx, admission, headTimeout, settings, Duration.ofSeconds(3));
    }

    private Front(
            Vertx vertx, Admission admission, Duration headTimeout, MemberSettings settings, Duration connectTimeout) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        on(() -> {
            connections = new MemberConnections(vertx, connectTimeout, settings, new Readiness());
            upstream = new Upstream(
                    vertx,
                    connections,
                    admission,
                    new UpstreamSettings(headTimeout, "cluster-gateway"),
                    new Progress() {
                        @Override
                        public Future<Void> ending(Outcome soFar) {
                            return ending.apply(soFar);
                        }

                        @Override
                        public void handle(Outcome outcome) {
                            outcomes.add(outcome);
                        }
                    });
            server = vertx.createHttpServer(options());
            return server.connectionHandler(OneFlush::of)
                    .requestHandler(this::serve)
                    .listen()
                    .map(0);
        });
    }

    static Front admitting(Vertx vertx, Cluster cluster) {
        return new Front(vertx, request -> Future.succeededFuture(admitted(cluster, request)));
    }

    /** Waits a minute for a connection, and longer for its TLS handshake. */
    static Front patient(Vertx vertx, Admission admission) {
        return new Front(vertx, admission, Duration.ofSeconds(20), LOOPBACK, Duration.ofMinutes(1));
    }

    static Admitted admitted(Cluster cluster, HttpServerRequest request) {
        return new Admitted(cluster, new Impersonation.As(ALICE), request.uri(), "audit-1", CredentialHeaders.DEFAULT);
    }

    static Cluster cluster(int port) {
        return cluster("https://127.0.0.1:" + port, new Trust.CaBundle(CA.certificatePem()));
    }

    static Cluster cluster(int first, int second) {
        List<Endpoint> endpoints = List.of(new Endpoint("127.0.0.1", first, ""), new Endpoint("127.0.0.1", second, ""));
        return cluster(endpoints, new Egress.Direct(), new Trust.CaBundle(CA.certificatePem()), Optional.empty());
    }

    /** Whose certificate is looked at for {@code localhost}. */
    static Cluster cluster(Endpoint endpoint, Egress egress) {
        return cluster(List.of(endpoint), egress, new Trust.CaBundle(CA.certificatePem()), Optional.of("localhost"));
    }

    static Cluster cluster(String url, Trust trust) {
        return cluster(List.of(Endpoint.parse(url)), new Egress.Direct(), trust, Optional.empty());
    }

    private static Cluster cluster(List<Endpoint> endpoints, Egress egress, Trust trust, Optional<String> serverName) {
        return new Cluster(
                "member",
                "uid-1",
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                endpoints,
                egress,
                trust,
                new Credential.BearerToken("member-token"),
                serverName,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "key-1");
    }

    int port() {
        return server.actualPort();
    }

    Upstream upstream() {
        return upstream;
    }

    <T> T on(Callable<Future<T>> action) {
        try {
            return Future.<T>future(promise -> context.runOnContext(v -> {
                        try {
                            action.call().onComplete(promise);
                        } catch (Exception e) {
                            promise.fail(e);
                        }
                    }))
                    .await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        on(() -> upstream.shutdown(Duration.ofMillis(1)).eventually(() -> server.close()));
    }

    private void serve(HttpServerRequest request) {
        if (request.headers().contains("upgrade")) {
            upstream.tunnel(request);
        } else {
            upstream.proxy(request);
        }
    }

    static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setMaxHeaderSize(1 << 20)
                .setMaxInitialLineLength(1 << 20)
                .setHttp2RstFloodMaxRstFramePerWindow(10_000)
                .setKeyCertOptions(SERVER.keyCertOptions());
    }
}
