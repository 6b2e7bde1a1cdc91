package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.junit5.VertxExtension;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(30)
final class MemberConnectionsTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("members tests");
    private static final Issued SERVER = CA.issueServer(List.of("127.0.0.1", "member.example"));
    private static final Trust TRUSTED = new Trust.CaBundle(CA.certificatePem());
    private static final Credential TOKEN = new Credential.BearerToken("t");

    private Vertx vertx;
    private HttpServer server;
    private MemberConnections connections;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setSni(true)
                        .setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(CA.trustOptions())
                        .setKeyCertOptions(SERVER.keyCertOptions()))
                .requestHandler(request -> request.response()
                        .putHeader("sni", String.valueOf(request.connection().indicatedServerName()))
                        .putHeader("version", request.version().name())
                        .putHeader("authority", request.authority().toString())
                        .end(subject(request)))
                .listen()
                .await();
        connections = TestMember.onLoopback(vertx);
    }

    @AfterEach
    void tearDown() {
        Future.join(connections.close(), server.close()).await();
    }

    @Test
    void speaksHttp2ToTheEndpointsOwnAuthority() throws Exception {
        HttpClientResponse answer = get(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k"));
        assertThat(answer.getHeader("version")).isEqualTo("HTTP_2");
        assertThat(answer.getHeader("authority")).isEqualTo("127.0.0.1:" + server.actualPort());
    }

    @Test
    void replacedVersionsLeaveNothingBehindWhileTheirVerticleRunsOn() throws Exception {
        long before = routes();
        for (int i = 0; i < 20; i++) {
            get(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k" + i));
        }
        assertThat(connections.size()).isEqualTo(1);
        await().until(() -> routes() - before, more -> more < 5);
    }

    /** How many are alive, after a full collection. */
    private static long routes() throws Exception {
        Object table = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return table.toString()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(Route.class.getName()))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    @Test
    void asksForAndVerifiesTheServerNameOfTheSecret() throws Exception {
        HttpClientResponse answer = get(cluster("m", TRUSTED, TOKEN, Optional.of("member.example"), "k"));
        assertThat(answer.getHeader("sni")).isEqualTo("member.example");
        assertThat(answer.getHeader("authority")).isEqualTo("127.0.0.1:" + server.actualPort());
        Cluster misnamed = cluster("n", TRUSTED, TOKEN, Optional.of("other.example"), "k2");
        assertThatThrownBy(() -> get(misnamed)).rootCause().isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void neverLendsAnUnverifiedConnectionToAVerifyingMember() throws Exception {
        Trust other = new Trust.CaBundle(CertificateAuthority.create("other").certificatePem());
        assertThat(get(cluster("a", new Trust.Unverified(), TOKEN, Optional.empty(), "k1"))
                        .statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> get(cluster("b", other, TOKEN, Optional.empty(), "k2")))
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> upgrade(cluster("c", other, TOKEN, Optional.empty(), "k3")))
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void showsTheClientCertificate() throws Exception {
        Issued issued = CA.issueClient("gateway", List.of("system:masters"));
        Credential credential = new Credential.ClientCertificate(issued.certificatePem(), issued.keyPem());
        assertThat(get(cluster("m", TRUSTED, credential, Optional.empty(), "k")).getHeader("subject"))
                .contains("CN=gateway");
    }

    @Test
    void usesBoringSslWhereItIs() {
        assertThat(OpenSSLEngineOptions.isAvailable()).isTrue();
    }

    @Test
    void keepsOneSetForEachVersionAndForgetsMembersThatLeft() {
        Cluster first = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k1");
        Cluster second = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k2");
        MemberConnection old = connections.of(first).orElseThrow();
        assertThat(connections.of(first)).containsSame(old);
        boolean[] dropped = {false};
        MemberConnection.Lease lease = old.lease(() -> dropped[0] = true);
        assertThat(connections.of(second)).isPresent().get().isNotSameAs(old);
        assertThat(connections.size()).isEqualTo(2);
        connections.follow(ClusterTable.EMPTY.with(second, "2"));
        assertThat(dropped[0]).isFalse();
        connections.follow(ClusterTable.EMPTY);
        assertThat(dropped[0]).isTrue();
        assertThat(connections.size()).isZero();
        assertThat(connections.of(second)).isEmpty();
        lease.release();
    }

    @Test
    void closesARetiredSetWhenItsLastUseEnds() {
        Cluster first = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k1");
        MemberConnection.Lease lease = connections.of(first).orElseThrow().lease(() -> {});
        connections.follow(ClusterTable.EMPTY.with(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k2"), "2"));
        assertThat(connections.size()).isEqualTo(1);
        lease.release();
        assertThat(connections.size()).isZero();
    }

    @Test
    void closesWhatNobodyUses() {
        MemberConnection.Lease lease = connections
                .of(cluster("busy", TRUSTED, TOKEN, Optional.empty(), "k1"))
                .orElseThrow()
                .lease(() -> {});
        connections.of(cluster("idle", TRUSTED, TOKEN, Optional.empty(), "k2"));
        connections.closeIdle(Duration.ZERO);
        assertThat(connections.size()).isEqualTo(1);
        lease.release();
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }

    private void upgrade(Cluster cluster) throws Exception {
        connections.of(cluster).orElseThrow().connect().await(10, TimeUnit.SECONDS);
    }

    private Cluster cluster(String name, Trust trust, Credential credential, Optional<String> serverName, String key) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", server.actualPort(), ""),
                trust,
                credential,
                serverName,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                key);
    }

    private static String subject(io.vertx.core.http.HttpServerRequest request) {
        try {
            X509Certificate leaf =
                    (X509Certificate) request.connection().peerCertificates().get(0);
            request.response()
                    .putHeader("subject", leaf.getSubjectX500Principal().getName());
            return "certificate";
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            return "none";
        }
    }
}
