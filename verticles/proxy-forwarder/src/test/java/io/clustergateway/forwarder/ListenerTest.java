package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ListenerTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("serving-ca");

    private static final String NOT_THERE = "the serving certificate is not there yet";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void servesBothVersionsOnOnePort(HttpVersion version) {
        try (Rig rig = Rig.started(folder)) {
            Rig.Answer answer = Rig.send(rig.client(version), HttpMethod.GET, "/livez");
            assertThat(answer.head().version()).isEqualTo(version);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.header("server")).isEqualTo("null");
        }
    }

    /** The chance that a thousand requests stay on one connection is less than one in a hundred million. */
    @Test
    void endsHttp2ConnectionsNowAndThenWithoutLosingARequest() {
        try (Rig rig = new Rig(folder, Map.of("goawayChance", "0.02"), Map.of("instances", 1)).start()) {
            HttpClient client = rig.client(HttpVersion.HTTP_2);
            Set<HttpConnection> connections = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                Rig.Answer answer = Rig.send(client, HttpMethod.GET, "/livez");
                assertThat(answer.code()).isEqualTo(200);
                connections.add(answer.head().request().connection());
            }
            assertThat(connections).hasSizeGreaterThan(1);
        }
    }

    @Test
    void refusesAChanceOfGoAwayThatKubeApiserverRefuses() {
        assertThatThrownBy(() -> new Rig(folder, Map.of("goawayChance", "0.5"), Map.of()))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("serving.goawayChance: 0.5 (expected: a number, 0 to 0.02)");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, TLSv1.2", "HTTP_1_1, TLSv1.3", "HTTP_2, TLSv1.3"})
    void takesClientCertificatesOfAnyAuthorityAndBelievesNone(HttpVersion version, String protocol) throws Exception {
        Issued foreign = CertificateAuthority.create("foreign").issueClient("mallory", List.of("system:masters"));
        try (Rig rig = Rig.started(folder)) {
            var options = rig.options(version)
                    .setEnabledSecureTransportProtocols(Set.of(protocol))
                    .setKeyCertOptions(foreign.keyCertOptions());
            Rig.Answer answer =
                    Rig.send(rig.client(options), HttpMethod.GET, "/apis", "X-Remote-User", "admin", "X-Other", "1");
            assertThat(answer.code()).isEqualTo(200);
            assertThat(rig.peers.asked).singleElement().satisfies(question -> {
                assertThat(question.credentials().chain()).isEqualTo(ClientChain.of(List.of(foreign.certificate())));
                assertThat(question.credentials().chain().certificates()).containsExactly(foreign.certificate());
                assertThat(question.credentials().headers())
                        .singleElement()
                        .satisfies(header -> assertThat(header.value()).isEqualTo("admin"));
            });
        }
    }

    @Test
    void exchangesItsCertificateLiveAndKeepsTheOldOneWhenTheNewOneIsBroken() throws IOException {
        CA.issueServer(List.of("localhost", "127.0.0.1")).writeTo(folder, "tls");
        try (Rig rig = new Rig(folder, files("tls.crt", "tls.key"), Map.of("instances", 2)).start()) {
            X509Certificate first = served(rig, "localhost");
            Files.writeString(folder.resolve("tls.crt"), "broken");
            Awaitility.await().until(() -> rig.readiness.warnings().containsKey("serving-certificate"));
            assertThat(served(rig, "localhost")).isEqualTo(first);
            Issued second = CA.issueServer(List.of("localhost", "127.0.0.1"));
            second.writeTo(folder, "tls");
            Awaitility.await().until(() -> served(rig, "localhost").equals(second.certificate()));
            Awaitility.await().until(() -> rig.readiness.warnings().isEmpty());
            assertThat(rig.get("/livez").code()).isEqualTo(200);
        }
    }

    @Test
    void isReadyOnceItServesTheCertificateThatTheGatewayKeepsForItself() throws Exception {
        try (Rig rig = new Rig(folder, Map.of("selfManagedCertificate", true), Map.of("instances", 2)).start()) {
            assertThat(rig.readiness.conditions()).containsEntry("proxy-forwarder", NOT_THERE);
            Issued first = CA.issueServer(List.of("localhost"));
            rig.peers.certify(first);
            Awaitility.await().until(rig.readiness::isReady);
            assertThat(served(rig, "localhost")).isEqualTo(first.certificate());
            assertThat(rig.metrics.scrape())
                    .contains("cluster_gateway_serving_certificate_expiration_timestamp_seconds ");
            Issued second = CA.issueServer(List.of("localhost"));
            rig.peers.certify(second);
            Awaitility.await().until(() -> served(rig, "localhost").equals(second.certificate()));
            assertThat(rig.readiness.isReady()).isTrue();
            assertThat(rig.readiness.warnings()).isEmpty();
        }
    }

    @Test
    void warnsOfACertificateThatNobodyRenews() {
        CA.issueServer(List.of("localhost"), Flaw.EXPIRED).writeTo(folder, "tls");
        try (Rig rig = new Rig(folder, files("tls.crt", "tls.key"), Map.of()).start()) {
            Awaitility.await().until(() -> rig.readiness.warnings().containsKey("serving-certificate-end"));
            CA.issueServer(List.of("localhost")).writeTo(folder, "tls");
            Awaitility.await().until(() -> rig.readiness.warnings().isEmpty());
        }
    }

    @Test
    void servesOtherCertificatesForTheirNames() {
        CA.issueServer(List.of("localhost")).writeTo(folder, "tls");
        Issued named = CA.issueServer(List.of("other.example"));
        named.writeTo(folder, "named");
        Issued wild = CA.issueServer(List.of("*.wild.example"));
        wild.writeTo(folder, "wild");
        Map<String, Object> serving = new HashMap<>(files("tls.crt", "tls.key"));
        serving.put(
                "tlsSniCertKey",
                "%1$s/named.crt,%1$s/named.key:given.example,%1$s/wild.crt,%1$s/wild.key".formatted(folder));
        try (Rig rig = new Rig(folder, serving, Map.of()).start()) {
            assertThat(served(rig, "given.example")).isEqualTo(named.certificate());
            assertThat(served(rig, "a.wild.example")).isEqualTo(wild.certificate());
            assertThat(served(rig, "other.example").getSubjectX500Principal().getName())
                    .isEqualTo("CN=localhost");
        }
    }

    @Test
    void makesASelfSignedPairOnceAndReusesIt() throws Exception {
        X509Certificate first;
        try (Rig rig = Rig.started(folder.resolve("certs"))) {
            first = served(rig, "localhost");
        }
        assertThat(first.getSubjectAlternativeNames().toString())
                .contains("localhost", "127.0.0.1", "gateway-service.vela-system.svc");
        assertThat(Files.getPosixFilePermissions(folder.resolve("certs/apiserver.key")))
                .hasSize(2);
        try (Rig rig = Rig.started(folder.resolve("certs"))) {
            assertThat(served(rig, "localhost")).isEqualTo(first);
        }
    }

    @Test
    void servesASelfSignedPairFromMemoryWhereNoFileCanBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (Rig rig = Rig.started(file.resolve("certs"))) {
            X509Certificate first = served(rig, "localhost");
            assertThat(rig.get("/livez").code()).isEqualTo(200);
            assertThat(served(rig, "localhost")).isEqualTo(first);
        }
    }

    @Test
    void namesThePortThatIsInUse() {
        try (Rig holder = Rig.started(folder)) {
            Rig second = new Rig(folder, Map.of("securePort", holder.port()), Map.of());
            try (second) {
                assertThatThrownBy(second::start)
                        .isInstanceOf(StartFault.class)
                        .hasMessageContaining("--secure-port: 127.0.0.1:" + holder.port() + " cannot be bound")
                        .hasMessageContaining("mend:");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "absent.crt|tls.key|--tls-cert-file: .*absent.crt cannot be read",
                "tls.crt|absent.key|--tls-private-key-file: .*absent.key cannot be read",
                "tls.key|tls.key|--tls-cert-file: .*tls.key holds no certificate",
                "tls.crt|tls.crt|--tls-private-key-file: .*tls.crt holds no private key",
                "tls.crt|other.key|--tls-private-key-file: the key in .*other.key does not belong to .*tls.crt",
                "tls.crt|encrypted.key|--tls-private-key-file: .*encrypted.key holds an encrypted key .*mend:",
                "broken.crt|tls.key|--tls-cert-file: .*broken.crt holds a broken certificate"
            })
    void namesTheFlagAndTheFileThatItCannotServeWith(String certificate, String key, String message)
            throws IOException {
        CA.issueServer(List.of("localhost")).writeTo(folder, "tls");
        CA.issueServer(List.of("localhost")).writeTo(folder, "other");
        Files.writeString(
                folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(
                folder.resolve("encrypted.key"),
                "-----BEGIN RSA PRIVATE KEY-----\n"
                        + "Proc-Type: 4,ENCRYPTED\n"
                        + "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n"
                        + "AAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n");
        try (Rig rig = new Rig(folder, files(certificate, key), Map.of())) {
            assertThatThrownBy(rig::start)
                    .isInstanceOf(StartFault.class)
                    .satisfies(fault -> assertThat(fault.getMessage())
                            .containsPattern(message)
                            .doesNotContain("\n"));
        }
    }

    @Test
    void comesBackOnTheSamePortAfterEveryInstanceDied() {
        try (Rig rig = Rig.started(folder)) {
            int port = rig.port();
            var before = rig.vertx.deploymentIDs();
            before.forEach(id -> rig.vertx.undeploy(id).await());
            Awaitility.await().ignoreExceptions().until(() -> rig.get("/readyz").code() == 200);
            assertThat(rig.port()).isEqualTo(port);
        }
    }

    private Map<String, Object> files(String certificate, String key) {
        return Map.of(
                "tlsCertFile", folder.resolve(certificate).toString(),
                "tlsPrivateKeyFile", folder.resolve(key).toString());
    }

    private static X509Certificate served(Rig rig, String serverName) {
        NetClientOptions options =
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        NetClient client = rig.vertx.createNetClient(options);
        return client.connect(rig.port(), "127.0.0.1", serverName)
                .map(socket -> {
                    try {
                        return (X509Certificate) socket.peerCertificates().get(0);
                    } catch (SSLPeerUnverifiedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        socket.close();
                    }
                })
                .timeout(20, TimeUnit.SECONDS)
                .eventually(client::close)
                .await();
    }
}
