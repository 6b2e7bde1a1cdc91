package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.proxy.ForwardProxy;
import io.clustergateway.testkit.proxy.ForwardProxy.Protocol;
import io.clustergateway.testkit.real.RealApiServer.Replica;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to a real member, each exchanged under load: no request fails that was not on a connection that broke. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class MemberWaysTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final CertificateAuthority CA = CertificateAuthority.create("proxies");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CLIENTS = 16;

    private static Vertx servers;
    private static ClusterProxy clusterProxy;
    private static RealRig rig;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        servers = Vertx.vertx();
        clusterProxy = new ClusterProxy(servers, CA, folder);
        rig = new RealRig(hub.server(), member.server(), clusterProxy.settings());
    }

    @AfterAll
    static void stop() {
        rig.close();
        servers.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "socks5"})
    void theLoginAtAProxyAndTheProxyItself(String scheme) {
        String name = "by-" + scheme;
        MemberSecret secret = secret(name)
                .with("proxy-ca.crt", CA.certificatePem())
                .certificate(member.server().adminCertificate());
        try (ForwardProxy first = proxy(scheme, "gate:old");
                ForwardProxy second = proxy(scheme, "gate:other")) {
            put(secret.with("proxy-url", "%s://gate:old@127.0.0.1:%d".formatted(scheme, first.port())));
            try (OpenStream watch = new OpenStream(rig, name);
                    SteadyLoad load = new SteadyLoad(rig, name)) {
                first.admitOnly("gate:old", "gate:new");
                int before = first.asked().size();
                put(secret.with("proxy-url", "%s://gate:new@127.0.0.1:%d".formatted(scheme, first.port())));
                await().atMost(SOON).until(() -> first.asked().size() > before);
                load.goesOn();
                first.admitOnly("gate:new");
                load.goesOn();
                assertThat(rig.isServed(name)).isTrue();

                put(secret.with("proxy-url", "%s://gate:other@127.0.0.1:%d".formatted(scheme, second.port())));
                await().atMost(SOON).until(() -> !second.asked().isEmpty());
                load.goesOn();
                watch.delivers();

                put(secret);
                load.goesOn();
                load.stopsWithoutFailure();
            }
            assertThat(second.asked()).containsOnly("127.0.0.1:" + port());
        }
    }

    @Test
    void anEndpointThatIsShutDownInOrder() {
        try (Replica replica = member.server().launchReplica()) {
            put(secret("two")
                    .with("endpoint", endpoints(replica.port(), port()))
                    .certificate(member.server().adminCertificate()));
            try (SteadyLoad load = new SteadyLoad(rig, "two")) {
                replica.terminate();
                await().atMost(Duration.ofSeconds(60)).until(() -> !replica.isAlive());
                load.goesOn();
                assertOnlyWritesWereLost(load.failures());
            }
        }
    }

    @Test
    void anEndpointThatDiesTakesOnlyWhatWasOnItsWay() {
        Link first = new Link(port());
        put(secret("dying")
                .with("endpoint", endpoints(first.port(), port()))
                .certificate(member.server().adminCertificate()));
        try (OpenStream watch = new OpenStream(rig, "dying");
                SteadyLoad load = new SteadyLoad(rig, "dying")) {
            assertThat(first.openSockets()).isPositive();
            first.cut();
            load.goesOn();
            List<String> failures = load.failures();
            assertOnlyWritesWereLost(failures);
            // client-go repeats what is told to.
            assertThat(failures).noneMatch(failure -> failure.contains("retryAfterSeconds"));
            await().atMost(SOON).until(() -> !watch.isAlive());
            first.mend();
            load.goesOn();
            assertThat(load.failures()).isEqualTo(failures);
        } finally {
            first.close();
        }
    }

    @Test
    void theTokenAndTheProxysOwnCertificateThroughAClusterProxy() {
        clusterProxy.standIn().agent("tunnelled", port());
        MemberSecret secret = new MemberSecret(
                        "tunnelled", Map.of(), Map.of("ca.crt", member.server().caPem()))
                .label("cluster-endpoint-type", "ClusterProxy");
        put(secret.token(rig.memberAdminToken("tunnel-old")));
        try (Pods pods = new Pods(member.server());
                OpenStream watch = new OpenStream(rig, "tunnelled");
                SteadyLoad load = new SteadyLoad(rig, "tunnelled")) {
            load.becomes("system:serviceaccount:kube-system:tunnel-old");
            clusterProxy.issueClient("renewed");
            put(secret.token(rig.memberAdminToken("tunnel-new")));
            load.becomes("system:serviceaccount:kube-system:tunnel-new");
            member.server()
                    .request("DELETE", "/api/v1/namespaces/kube-system/serviceaccounts/tunnel-old", "")
                    .expectSuccess();
            watch.delivers();
            Pod pod = pods.create();
            for (Transport transport : Transport.values()) {
                assertThat(transport
                                .of(rig.kubectlAt("tunnelled"))
                                .run("exec", pod.name(), "--", "echo", "through")
                                .expectSuccess()
                                .out())
                        .isEqualTo("through\n");
            }
            load.goesOn();
            load.stopsWithoutFailure();
        }
        assertThat(clusterProxy.standIn().dialled()).contains("tunnelled:443");
    }

    /**
     * A write that was on its way when its connection closed may have been done, and is not sent twice; each is told so, and
     * none that came later. An answer of which a part is with the client already can only be cut.
     */
    private static void assertOnlyWritesWereLost(List<String> failures) {
        assertThat(failures)
                .hasSizeLessThanOrEqualTo(CLIENTS)
                .allMatch(failure -> failure.endsWith("Stream reset: 2")
                        || failure.startsWith("POST ")
                                && failure.contains(": 503 ")
                                && failure.contains("MemberConnectionLost"));
    }

    private static ForwardProxy proxy(String scheme, String login) {
        Optional<Issued> certificate =
                scheme.equals("https") ? Optional.of(CA.issueServer(List.of("127.0.0.1"))) : Optional.empty();
        Protocol protocol = scheme.equals("socks5") ? Protocol.SOCKS5 : Protocol.CONNECT;
        return new ForwardProxy(servers, protocol, Optional.of(login), certificate);
    }

    private static MemberSecret secret(String name) {
        return MemberSecret.of(
                name, "https://127.0.0.1:" + port(), member.server().caPem());
    }

    private static String endpoints(int first, int second) {
        return "https://127.0.0.1:%d,https://127.0.0.1:%d".formatted(first, second);
    }

    private static void put(MemberSecret secret) {
        rig.apply(hub.server(), secret.manifest());
    }

    private static int port() {
        return URI.create(member.server().url()).getPort();
    }
}
