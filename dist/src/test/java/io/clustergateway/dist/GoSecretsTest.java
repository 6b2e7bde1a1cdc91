package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.registry.exec.PluginCredentials;
import io.clustergateway.registry.exec.PluginSettings;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every member Secret of the Go program's samples is a usable member here, or the reason stands beside it. */
final class GoSecretsTest {
    private static final String GROUP = "cluster.core.oam.dev/";
    private static final CertificateAuthority CA = CertificateAuthority.create("member");
    private static final Issued CLIENT = CA.issueClient("admin", List.of("system:masters"));
    private static Vertx vertx;

    private static final Map<String, String> VALUES = Map.of(
            "endpoint",
            "https://10.0.0.1:6443\n",
            "ca.crt",
            CA.certificatePem(),
            "token",
            "a.b.c",
            "namespace",
            "kube-system",
            "tls.crt",
            CLIENT.certificatePem(),
            "tls.key",
            CLIENT.keyPem(),
            "exec",
            "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecConfig\",\"command\":\"echo\",\"args\":[\"{}\"]}",
            "exec=broken",
            "invalid exec config format");

    private final SecretReader reader = new SecretReader(
            false,
            false,
            new PluginCredentials(
                    vertx,
                    new PluginSettings(List.of(), Duration.ofSeconds(1)),
                    new SimpleMeterRegistry(),
                    Clock.systemUTC()),
            Clock.systemUTC());

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    static Stream<List<String>> secrets() {
        return GoSamples.rows("secrets.txt");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void makesThisMember(List<String> row) {
        String name = row.get(0).replace("+managed", "");
        Optional<ManagedAddress> managed = Optional.of(new ManagedAddress("https://10.0.0.2:6443", ""))
                .filter(any -> row.get(0).endsWith("+managed"));
        Entry entry = reader.read(secret(name, row.get(2), row.get(3), Map.of()), managed);
        assertThat(said(entry)).startsWith(row.get(4));
    }

    @Test
    void healthThatTheGoAddOnManagerWroteIsRead() {
        JsonObject secret = secret(
                "healthy",
                "cluster-credential-type=X509Certificate",
                "endpoint ca.crt tls.crt tls.key",
                Map.of("status." + GROUP + "healthy", "True", "status." + GROUP + "healthy-reason", "MyReason"));
        assertThat(((Cluster) reader.read(secret).member()).health())
                .isEqualTo(new Health(Health.State.HEALTHY, "MyReason"));
    }

    @Test
    void withoutTheLabelASecretIsNoMember() {
        assertThat(SecretReader.isMember(secret("none", "", "endpoint ca.crt token", Map.of())))
                .isFalse();
    }

    private static String said(Entry entry) {
        if (entry.member() instanceof BrokenMember broken) {
            return "fault " + broken.fault().replaceFirst("^Secret \\S+: ", "");
        }
        Cluster cluster = (Cluster) entry.member();
        return "%s %s %s"
                .formatted(
                        entry.credentialType(),
                        entry.endpointType(),
                        cluster.trust().getClass().getSimpleName());
    }

    private static JsonObject secret(String name, String labels, String keys, Map<String, String> annotations) {
        JsonObject labelled = new JsonObject();
        Stream.of(labels.split(" ")).filter(label -> !label.isEmpty()).forEach(label -> {
            String[] pair = label.split("=");
            labelled.put(GROUP + pair[0], pair[1]);
        });
        JsonObject data = new JsonObject();
        for (String key : keys.split(" ")) {
            data.put(
                    key.replaceFirst("=.*", ""),
                    Base64.getEncoder().encodeToString(VALUES.get(key).getBytes(StandardCharsets.UTF_8)));
        }
        JsonObject metadata = new JsonObject()
                .put("name", name)
                .put("namespace", "open-cluster-management-credentials")
                .put("uid", "uid-" + name)
                .put("resourceVersion", "1")
                .put("creationTimestamp", "2026-01-01T00:00:00Z")
                .put("labels", labelled)
                .put("annotations", new JsonObject(Map.copyOf(annotations)));
        return new JsonObject().put("kind", "Secret").put("metadata", metadata).put("data", data);
    }
}
