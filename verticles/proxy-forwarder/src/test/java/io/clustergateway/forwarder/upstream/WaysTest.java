package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.konnectivity.KonnectivityServer;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.konnectivity.KonnectivityStandIn;
import io.clustergateway.testkit.proxy.ForwardProxy;
import io.clustergateway.testkit.proxy.ForwardProxy.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(60)
final class WaysTest {
    private static final CertificateAuthority PROXIES = CertificateAuthority.create("proxies");
    private static final String GET = "GET /get HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    private static final String SPDY =
            "POST /exec HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\n";
    private static final String WEBSOCKET =
            "GET /exec HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    @Test
    void anAddressThatIsNotAllowedIsA502ThatNamesItNot(Vertx vertx) throws Exception {
        MemberSettings guarded = new MemberSettings(new AddressGuard(List.of(), List.of(), false), Optional.empty());
        Cluster cluster = Front.cluster(1);
        try (Front front = front(vertx, cluster, guarded)) {
            for (String request : List.of(GET, SPDY)) {
                try (SSLSocket socket = RawPeer.connect(front.port())) {
                    RawPeer.write(socket, request);
                    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(answer).startsWith("HTTP/1.1 502").contains("MemberAddressNotAllowed");
                    assertThat(answer).contains("a loopback address").doesNotContain("127.0.0.1");
                }
            }
        }
    }

    @Test
    void everyWayCarriesRequestsAndUpgrades(Vertx vertx, @TempDir Path dir) throws Exception {
        try (RawPeer member = echoing();
                ForwardProxy connect = new ForwardProxy(
                        vertx,
                        Protocol.CONNECT,
                        Optional.of("u:p"),
                        Optional.of(PROXIES.issueServer(List.of("127.0.0.1"))));
                ForwardProxy socks = new ForwardProxy(vertx, Protocol.SOCKS5, Optional.of("u:p"), Optional.empty());
                KonnectivityStandIn konnectivity = new KonnectivityStandIn(
                        vertx, PROXIES.issueServer(List.of("127.0.0.1")), PROXIES.certificatePem())) {
            konnectivity.agent("member", member.port());
            Endpoint direct = new Endpoint("127.0.0.1", member.port(), "");
            carries(vertx, dir, konnectivity, Front.cluster(direct, proxy("https", connect)));
            carries(vertx, dir, konnectivity, Front.cluster(direct, proxy("socks5", socks)));
            carries(
                    vertx,
                    dir,
                    konnectivity,
                    Front.cluster(new Endpoint("member", 443, ""), new Egress.Konnectivity()));
            assertThat(connect.asked()).hasSize(3);
            assertThat(socks.asked()).hasSize(3);
            assertThat(konnectivity.dialled()).hasSize(3);
        }
    }

    private static void carries(Vertx vertx, Path dir, KonnectivityStandIn server, Cluster cluster) throws Exception {
        try (Front front = front(vertx, cluster, settings(dir, server))) {
            try (SSLSocket socket = RawPeer.connect(front.port())) {
                RawPeer.write(socket, GET);
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("hello");
            }
            for (String request : List.of(SPDY, WEBSOCKET)) {
                try (SSLSocket socket = RawPeer.connect(front.port())) {
                    RawPeer.write(socket, request);
                    assertThat(RawPeer.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101");
                    RawPeer.write(socket, "any bytes");
                    assertThat(new String(socket.getInputStream().readNBytes(9), StandardCharsets.UTF_8))
                            .isEqualTo("any bytes");
                }
            }
        }
    }

    private static RawPeer echoing() {
        return new RawPeer((head, socket) -> {
            if (head.startsWith("GET /get")) {
                RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                return;
            }
            String protocol = head.startsWith("POST") ? "SPDY/3.1" : "websocket";
            RawPeer.write(socket, "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\n\r\n");
            socket.getInputStream().transferTo(socket.getOutputStream());
        });
    }

    private static Front front(Vertx vertx, Cluster cluster, MemberSettings settings) {
        return new Front(
                vertx,
                request -> Future.succeededFuture(Front.admitted(cluster, request)),
                Duration.ofSeconds(20),
                settings);
    }

    private static MemberSettings settings(Path dir, KonnectivityStandIn server) throws Exception {
        PROXIES.issueClient("cluster-gateway", List.of()).writeTo(dir, "client");
        Path ca = Files.writeString(dir.resolve("ca.crt"), PROXIES.certificatePem());
        return new MemberSettings(
                new AddressGuard(List.of(), List.of(), true),
                Optional.of(new KonnectivityServer(
                        "127.0.0.1",
                        server.port(),
                        Optional.of(ca),
                        Optional.of(dir.resolve("client.crt")),
                        Optional.of(dir.resolve("client.key")))));
    }

    private static Egress proxy(String scheme, ForwardProxy proxy) {
        return Egress.Proxy.parse(scheme + "://u:p@127.0.0.1:" + proxy.port(), Optional.of(PROXIES.certificatePem()));
    }
}
