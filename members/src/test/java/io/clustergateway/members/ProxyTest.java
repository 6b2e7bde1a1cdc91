package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.dial.ProxyFailed;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.proxy.ForwardProxy;
import io.clustergateway.testkit.proxy.ForwardProxy.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class ProxyTest {
    private static final CertificateAuthority PROXY_CA = CertificateAuthority.create("proxy");
    private static final String MEMBER = "member.example";
    private static final String LOGIN = "gate way:p@ss/word";
    private static final String IN_URL = "gate%20way:p%40ss%2Fword@";

    private final Vertx vertx = Vertx.vertx();
    private TestMember member;
    private MemberConnections connections;

    @BeforeEach
    void setUp() {
        member = new TestMember(vertx, "one", MEMBER);
        connections = TestMember.onLoopback(vertx);
    }

    @AfterEach
    void tearDown() {
        connections.close().await();
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource(Egress.Scheme.class)
    void carriesRequestsAndUpgradesEndToEndEncrypted(Egress.Scheme scheme) throws Exception {
        try (ForwardProxy proxy = proxy(scheme, Optional.of(LOGIN))) {
            Cluster cluster = cluster(url(scheme, IN_URL, proxy.port()));
            HttpClientResponse answer = get(cluster);
            assertThat(answer.getHeader("name")).isEqualTo("one");
            assertThat(answer.getHeader("version")).isEqualTo("HTTP_2");
            assertThat(answer.getHeader("sni")).isEqualTo(MEMBER);
            assertThat(answer.getHeader("authority")).isEqualTo(MEMBER + ":" + member.port());

            byte[] bytes = new byte[3 << 20];
            new Random(1).nextBytes(bytes);
            Buffer sent = Buffer.buffer("canary").appendBytes(bytes);
            assertThat(TestMember.echoed(connections.of(cluster).orElseThrow(), sent))
                    .isEqualTo(sent);

            assertThat(proxy.asked()).containsOnly(MEMBER + ":" + member.port()).hasSize(2);
            assertThat(proxy.carried())
                    .doesNotContain("canary", "HTTP/1.1", "Bearer")
                    .hasSizeGreaterThan(3 << 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Egress.Scheme.class)
    void oneConnectionThroughTheProxyServesManyRequests(Egress.Scheme scheme) throws Exception {
        try (ForwardProxy proxy = proxy(scheme, Optional.empty())) {
            Cluster cluster = cluster(url(scheme, "", proxy.port()));
            for (int i = 0; i < 5; i++) {
                assertThat(get(cluster).statusCode()).isEqualTo(200);
            }
            assertThat(proxy.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Egress.Scheme.class)
    void saysThatTheProxyRefusedWithoutNamingItOrItsUser(Egress.Scheme scheme) {
        try (ForwardProxy proxy = proxy(scheme, Optional.of("another:login"))) {
            Cluster cluster = cluster(url(scheme, IN_URL, proxy.port()));
            assertThatThrownBy(() -> get(cluster))
                    .isInstanceOf(ProxyFailed.class)
                    .hasMessageStartingWith("its proxy ")
                    .hasMessageNotContainingAny("p@ss", "gate", "127.0.0.1", MEMBER);
            assertThatThrownBy(() -> TestMember.echoed(connections.of(cluster).orElseThrow(), Buffer.buffer("x")))
                    .isInstanceOf(ProxyFailed.class);
            assertThat(member.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Egress.Scheme.class)
    void saysThatNoProxyIsThere(Egress.Scheme scheme) {
        ForwardProxy gone = proxy(scheme, Optional.empty());
        int port = gone.port();
        gone.close();
        assertThatThrownBy(() -> get(cluster(url(scheme, "", port))))
                .isInstanceOf(ProxyFailed.class)
                .hasMessageContaining("nothing listens at its proxy's address");
    }

    @Test
    void showsNothingToAnHttpsProxyOfAnotherAuthority() {
        Issued other = CertificateAuthority.create("other").issueServer(List.of("127.0.0.1"));
        try (ForwardProxy proxy = new ForwardProxy(vertx, Protocol.CONNECT, Optional.empty(), Optional.of(other))) {
            assertThatThrownBy(() -> get(cluster(url(Egress.Scheme.HTTPS, "", proxy.port()))))
                    .isInstanceOf(ProxyFailed.class)
                    .hasMessageContaining("not trusted");
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Egress.Scheme.class)
    void verifiesTheMemberBehindTheProxy(Egress.Scheme scheme) {
        try (ForwardProxy proxy = proxy(scheme, Optional.empty())) {
            Egress egress = Egress.Proxy.parse(url(scheme, "", proxy.port()), Optional.of(PROXY_CA.certificatePem()));
            Cluster misnamed = TestMember.cluster(
                    "m", List.of(new Endpoint("other.example", member.port(), "")), egress, Optional.empty());
            assertThatThrownBy(() -> get(misnamed)).rootCause().isInstanceOf(CertificateException.class);
        }
    }

    private ForwardProxy proxy(Egress.Scheme scheme, Optional<String> login) {
        Optional<Issued> certificate = scheme == Egress.Scheme.HTTPS
                ? Optional.of(PROXY_CA.issueServer(List.of("127.0.0.1")))
                : Optional.empty();
        Protocol protocol = scheme == Egress.Scheme.SOCKS5 ? Protocol.SOCKS5 : Protocol.CONNECT;
        return new ForwardProxy(vertx, protocol, login, certificate);
    }

    private static String url(Egress.Scheme scheme, String login, int port) {
        return scheme.name().toLowerCase(java.util.Locale.ROOT) + "://" + login + "127.0.0.1:" + port;
    }

    private Cluster cluster(String proxyUrl) {
        return TestMember.cluster(
                "m",
                List.of(new Endpoint(MEMBER, member.port(), "")),
                Egress.Proxy.parse(proxyUrl, Optional.of(PROXY_CA.certificatePem())),
                Optional.empty());
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }
}
