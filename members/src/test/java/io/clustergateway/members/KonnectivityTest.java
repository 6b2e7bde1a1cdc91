package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.dial.ProxyFailed;
import io.clustergateway.members.konnectivity.KonnectivityServer;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.konnectivity.KonnectivityStandIn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class KonnectivityTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("konnectivity");
    private static final String IN_CLUSTER = "kubernetes.default.svc";

    private final Vertx vertx = Vertx.vertx();
    private TestMember member;
    private KonnectivityStandIn server;
    private MemberConnections connections;
    private Path dir;

    @BeforeEach
    void setUp(@TempDir Path dir) {
        this.dir = dir;
        member = new TestMember(vertx, "one", IN_CLUSTER);
        server = new KonnectivityStandIn(vertx, CA.issueServer(List.of("127.0.0.1")), CA.certificatePem());
        server.agent("m", member.port());
        connections = connections(CA);
    }

    @AfterEach
    void tearDown() {
        connections.close().await();
        vertx.close().await();
    }

    @Test
    void requestsShareOneTunnelAndVerifyTheMemberInsideIt() throws Exception {
        Cluster cluster = cluster("m", Optional.empty());
        for (int i = 0; i < 5; i++) {
            HttpClientResponse answer = get(cluster);
            assertThat(answer.getHeader("name")).isEqualTo("one");
            assertThat(answer.getHeader("version")).isEqualTo("HTTP_2");
            assertThat(answer.getHeader("sni")).isEqualTo(IN_CLUSTER);
            assertThat(answer.getHeader("authority")).isEqualTo("m");
        }
        assertThat(server.dialled()).containsExactly("m:443");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void firstDialsThatComeTogetherAllShowTheCertificate() throws Exception {
        List<Future<HttpClientResponse>> answers = IntStream.range(0, 8)
                .mapToObj(i -> {
                    server.agent("m" + i, member.port());
                    return connections
                            .of(cluster("m" + i, Optional.empty()))
                            .orElseThrow()
                            .request()
                            .compose(request -> request.send());
                })
                .toList();
        Future.join(answers).await(20, TimeUnit.SECONDS);
        assertThat(answers).allMatch(answer -> answer.result().statusCode() == 200);
    }

    @Test
    void refusesAMemberOfAnotherNameUnlessTheSecretNamesIt() throws Exception {
        server.agent("other", new TestMember(vertx, "other", "api.other.example").port());
        assertThatThrownBy(() -> get(cluster("other", Optional.empty())))
                .rootCause()
                .isInstanceOf(CertificateException.class);
        connections.of(cluster("other", Optional.empty())).orElseThrow().drop();
        connections.close().await();
        connections = connections(CA);
        assertThat(get(cluster("other", Optional.of("api.other.example"))).getHeader("sni"))
                .isEqualTo("api.other.example");
    }

    @Test
    void carriesMegabytesBothWaysThroughRequestsAndUpgrades() throws Exception {
        Cluster cluster = cluster("m", Optional.empty());
        byte[] bytes = new byte[8 << 20];
        new Random(2).nextBytes(bytes);
        Buffer sent = Buffer.buffer(bytes);
        Buffer back = connections
                .of(cluster)
                .orElseThrow()
                .request()
                .compose(request -> {
                    request.setMethod(HttpMethod.POST);
                    return request.send(sent);
                })
                .compose(HttpClientResponse::body)
                .await(30, TimeUnit.SECONDS);
        assertThat(back).isEqualTo(sent);
        assertThat(TestMember.echoed(connections.of(cluster).orElseThrow(), sent))
                .isEqualTo(sent);
        assertThat(server.connections()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(server.open()).isEqualTo(1));
    }

    @Test
    void closesTheTunnelsOfAMemberThatLeft() throws Exception {
        Cluster cluster = cluster("m", Optional.empty());
        get(cluster);
        assertThat(server.open()).isEqualTo(1);
        connections.of(cluster).orElseThrow().drop().await();
        await().untilAsserted(() -> assertThat(server.open()).isZero());
    }

    @Test
    void noticesThatTheMemberClosedItsConnection() throws Exception {
        Cluster cluster = cluster("m", Optional.empty());
        get(cluster);
        member.close();
        await().untilAsserted(() -> assertThat(server.open()).isZero());
        TestMember again = new TestMember(vertx, "again", IN_CLUSTER);
        server.agent("m", again.port());
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(cluster).getHeader("name")).isEqualTo("again"));
    }

    @Test
    void saysThatNoAgentIsThereAndThatOneIsSilent() {
        assertThatThrownBy(() -> get(cluster("nobody", Optional.empty())))
                .isInstanceOf(ProxyFailed.class)
                .hasMessageContaining("no agent");
        server.agent("slow", member.port());
        server.silence("slow");
        assertThatThrownBy(() -> get(cluster("slow", Optional.empty()))).hasMessageContaining("not open in time");
        assertThat(server.open()).isZero();
    }

    @Test
    void failsWhenTheServerDoesNotTrustUs() {
        connections.close().await();
        connections = connections(CertificateAuthority.create("stranger"));
        assertThatThrownBy(() -> get(cluster("m", Optional.empty())))
                .isInstanceOf(ProxyFailed.class)
                .hasMessageContaining("trusts no such client (mend: --proxy-cert, --proxy-key)");
        assertThat(server.dialled()).isEmpty();
    }

    @Test
    void failsWhenWeDoNotTrustTheServer() throws Exception {
        Files.writeString(
                dir.resolve("ca.crt"), CertificateAuthority.create("stranger").certificatePem());
        assertThatThrownBy(() -> get(cluster("m", Optional.empty())))
                .isInstanceOf(ProxyFailed.class)
                .hasMessageContaining("certificate is not trusted (mend: --proxy-ca-cert)");
    }

    @Test
    void failsWhenNothingListens() {
        server.close();
        assertThatThrownBy(() -> get(cluster("m", Optional.empty())))
                .isInstanceOf(ProxyFailed.class)
                .hasMessageContaining("nothing listens at the cluster proxy server's address");
    }

    @Test
    void dialsAtOnceWhenFilesThatCouldNotBeUsedAreMended() throws Exception {
        Path key = dir.resolve("client.key");
        String right = Files.readString(key);
        for (String wrong :
                List.of("no key", CA.issueClient("another", List.of()).keyPem())) {
            Files.writeString(key, wrong);
            assertThatThrownBy(() -> get(cluster("m", Optional.empty())))
                    .isInstanceOf(ProxyFailed.class)
                    .hasMessageContaining("files for the cluster proxy server cannot be used");
        }
        Files.writeString(key, right);
        assertThat(get(cluster("m", Optional.empty())).getHeader("name")).isEqualTo("one");
    }

    @Test
    void saysThatThereIsNoServer() {
        connections.close().await();
        connections = new MemberConnections(
                vertx,
                Duration.ofSeconds(2),
                new MemberSettings(new AddressGuard(List.of(), List.of(), false), Optional.empty()),
                new Readiness());
        assertThatThrownBy(() -> get(cluster("m", Optional.empty()))).hasMessageContaining("--proxy-host");
    }

    private MemberConnections connections(CertificateAuthority clients) {
        clients.issueClient("cluster-gateway", List.of()).writeTo(dir, "client");
        try {
            Files.writeString(dir.resolve("ca.crt"), CA.certificatePem());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        KonnectivityServer configured = new KonnectivityServer(
                "127.0.0.1",
                server.port(),
                Optional.of(dir.resolve("ca.crt")),
                Optional.of(dir.resolve("client.crt")),
                Optional.of(dir.resolve("client.key")));
        return new MemberConnections(
                vertx,
                Duration.ofSeconds(2),
                new MemberSettings(new AddressGuard(List.of(), List.of(), false), Optional.of(configured)),
                new Readiness());
    }

    private static Cluster cluster(String name, Optional<String> serverName) {
        return TestMember.cluster(name, List.of(new Endpoint(name, 443, "")), new Egress.Konnectivity(), serverName);
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }
}
