package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.dial.AddressNotAllowed;
import io.clustergateway.members.dial.Cidr;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DialGuardTest {
    private static final String MEMBER = "member.example";

    private final Readiness readiness = new Readiness();
    private Path hosts;
    private Vertx vertx;
    private TestMember member;
    private MemberConnections connections;

    @BeforeEach
    void setUp(@TempDir Path dir) throws Exception {
        hosts = dir.resolve("hosts");
        resolveTo("127.0.0.1");
        vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .setHostsPath(hosts.toString())
                        .setHostsRefreshPeriod(1)));
        member = new TestMember(vertx, "one", MEMBER, "127.0.0.1");
    }

    @AfterEach
    void tearDown() {
        connections.close().await();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", MEMBER, "::ffff:127.0.0.1"})
    void neverConnectsToThisHostUnlessAllowed(String host) {
        open(new AddressGuard(List.of(), List.of(), false));
        Cluster cluster = cluster(host, new Egress.Direct());
        assertThatThrownBy(() -> get(cluster)).isInstanceOf(AddressNotAllowed.class);
        assertThatThrownBy(() -> upgrade(cluster))
                .isInstanceOf(AddressNotAllowed.class)
                .hasMessage("its address is a loopback address");
        assertThat(member.connections).hasValue(0);
        assertThat(readiness.warnings().get("member-address/m"))
                .contains("--allow-loopback-members")
                .doesNotContain("127.0.0.1", "::");
    }

    @Test
    void neverConnectsToMetadataServices() {
        open(new AddressGuard(List.of(), List.of(), true));
        assertThatThrownBy(() -> get(cluster("169.254.169.254", new Egress.Direct())))
                .isInstanceOf(AddressNotAllowed.class);
    }

    @Test
    void looksAtTheAddressAgainOnEachDial() throws Exception {
        open(new AddressGuard(List.of(), List.of(Cidr.parse("127.0.0.2")), true));
        Cluster cluster = cluster(MEMBER, new Egress.Direct());
        HttpClientResponse answer = get(cluster);
        assertThat(answer.getHeader("sni")).isEqualTo(MEMBER);
        assertThat(answer.getHeader("authority")).isEqualTo(MEMBER + ":" + member.port());
        upgrade(cluster);
        resolveTo("127.0.0.2");
        assertThatThrownBy(() -> upgrade(cluster)).isInstanceOf(AddressNotAllowed.class);
        assertThat(readiness.warnings()).containsKey("member-address/m");
        resolveTo("127.0.0.1");
        upgrade(cluster);
        assertThat(readiness.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "socks5"})
    void guardsProxiesAndTheAddressesBehindThem(String scheme) {
        open(new AddressGuard(List.of(), List.of(), false));
        Egress here = Egress.Proxy.parse(scheme + "://localhost:" + member.port(), Optional.empty());
        assertThatThrownBy(() -> get(cluster("10.1.1.1", here)))
                .isInstanceOf(AddressNotAllowed.class)
                .hasMessageStartingWith("its proxy's address");
        Egress elsewhere = Egress.Proxy.parse(scheme + "://10.1.1.1:3128", Optional.empty());
        assertThatThrownBy(() -> get(cluster("169.254.169.254", elsewhere)))
                .isInstanceOf(AddressNotAllowed.class)
                .hasMessageStartingWith("its address");
        assertThat(member.connections).hasValue(0);
    }

    private void open(AddressGuard guard) {
        connections = new MemberConnections(
                vertx, Duration.ofSeconds(3), new MemberSettings(guard, Optional.empty()), readiness);
    }

    private Cluster cluster(String host, Egress egress) {
        String name = egress instanceof Egress.Direct ? "m" : "m-" + host;
        return TestMember.cluster(name, List.of(new Endpoint(host, member.port(), "")), egress, Optional.empty());
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }

    private void upgrade(Cluster cluster) throws Exception {
        connections
                .of(cluster)
                .orElseThrow()
                .connect()
                .await(10, TimeUnit.SECONDS)
                .socket()
                .close();
    }

    private void resolveTo(String address) throws Exception {
        Files.writeString(hosts, address + " " + MEMBER + "\n");
    }
}
