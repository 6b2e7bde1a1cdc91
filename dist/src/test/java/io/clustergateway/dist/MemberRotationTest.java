package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.ApiServerSettings;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a member shows and is reached by is exchanged under load: no request fails, and no open watch ends. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class MemberRotationTest {
    private static final String SNI = "rotated.example";
    private static final CertificateAuthority OLD_CA = CertificateAuthority.create("old serving CA");
    private static final CertificateAuthority NEW_CA = CertificateAuthority.create("new serving CA");
    private static final Path CERTIFICATES = certificates();

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.with(ApiServerSettings.named("member")
            .withFlag("--tls-sni-cert-key=%s,%s:%s"
                    .formatted(CERTIFICATES.resolve("sni.crt"), CERTIFICATES.resolve("sni.key"), SNI)));

    private static final Duration SOON = Duration.ofSeconds(10);

    /** A kube-apiserver remembers a good token for ten seconds. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(20);

    /** Kubernetes before 1.22 looks at its files once a minute. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(90);

    private static RealRig rig;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void clientCertificates() {
        bind("old-user");
        bind("new-user");
        MemberSecret secret = secret("certificates", port());
        put(secret.certificate(member.server().issueClient("old-user", List.of())));
        try (OpenStream watch = new OpenStream(rig, "certificates");
                SteadyLoad load = new SteadyLoad(rig, "certificates")) {
            load.becomes("old-user");
            put(secret.certificate(member.server().issueClient("new-user", List.of())));
            load.becomes("new-user");
            watch.delivers();
            unbind("old-user");
            load.goesOn();
            load.stopsWithoutFailure();
        }
    }

    @Test
    void serviceAccountTokens() {
        MemberSecret secret = secret("tokens", port());
        String old = rig.memberAdminToken("old-account");
        String fresh = rig.memberAdminToken("new-account");
        put(secret.token(old));
        try (OpenStream watch = new OpenStream(rig, "tokens");
                SteadyLoad load = new SteadyLoad(rig, "tokens")) {
            load.becomes("system:serviceaccount:kube-system:old-account");
            put(secret.token(fresh));
            load.becomes("system:serviceaccount:kube-system:new-account");
            member.server()
                    .request("DELETE", "/api/v1/namespaces/kube-system/serviceaccounts/old-account", "")
                    .expectSuccess();
            Kubectl withOld = member.server()
                    .kubectl()
                    .withKubeconfig(
                            Kubeconfig.of(member.server().url(), member.server().caPem(), old)
                                    .writeTo(CERTIFICATES.resolve("old-token.kubeconfig")));
            await().atMost(FORGOTTEN)
                    .until(() -> withOld.run("get", "configmaps").err().contains("logged in"));
            watch.delivers();
            load.goesOn();
            load.stopsWithoutFailure();
        }
    }

    @Test
    void fromATokenToACertificate() {
        bind("with-certificate");
        MemberSecret secret = secret("kinds", port());
        put(secret.token(rig.memberAdminToken("with-token")));
        try (SteadyLoad load = new SteadyLoad(rig, "kinds")) {
            load.becomes("system:serviceaccount:kube-system:with-token");
            put(secret.certificate(member.server().issueClient("with-certificate", List.of())));
            load.becomes("with-certificate");
            load.goesOn();
            load.stopsWithoutFailure();
        }
    }

    @Test
    void theAuthorityOfTheServingCertificate() {
        MemberSecret secret = MemberSecret.of("authority", "https://127.0.0.1:" + port(), OLD_CA.certificatePem())
                .with("tls-server-name", SNI)
                .certificate(member.server().adminCertificate());
        put(secret);
        try (Pods pods = new Pods(member.server());
                OpenStream watch = new OpenStream(rig, "authority");
                SteadyLoad load = new SteadyLoad(rig, "authority")) {
            Pod pod = pods.create();
            trust(secret, OLD_CA.certificatePem() + NEW_CA.certificatePem());
            load.goesOn();
            serve(NEW_CA);
            // An exec has a connection of its own: the new certificate, the bundle of both.
            assertThat(rig.kubectlAt("authority")
                            .run("exec", pod.name(), "--", "echo", "between")
                            .expectSuccess()
                            .out())
                    .isEqualTo("between\n");
            load.goesOn();
            trust(secret, NEW_CA.certificatePem());
            load.goesOn();
            watch.delivers();
            load.stopsWithoutFailure();

            put(secret);
            String version = RealRig.proxyPath("authority") + "/version";
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(rig.pastTheHub("admin", version, "system:masters")
                                    .getValue())
                            .contains("MemberCertificateNotTrusted"));
        }
    }

    @Test
    void theEndpoint() {
        Link first = new Link(port());
        Link second = new Link(port());
        MemberSecret secret =
                secret("moved", first.port()).certificate(member.server().adminCertificate());
        put(secret);
        try (SteadyLoad load = new SteadyLoad(rig, "moved")) {
            try (OpenStream watch = new OpenStream(rig, "moved")) {
                put(secret.with("endpoint", "https://127.0.0.1:" + second.port()));
                await().atMost(SOON).until(() -> second.openSockets() > 0);
                load.goesOn();
                watch.delivers();
                assertThat(first.openSockets()).isPositive();
            }
            await().atMost(SOON).until(() -> first.openSockets() == 0);
            first.cut();
            load.goesOn();
            load.stopsWithoutFailure();
        } finally {
            first.close();
            second.close();
        }
    }

    private static MemberSecret secret(String name, int port) {
        return MemberSecret.of(
                name, "https://127.0.0.1:" + port, member.server().caPem());
    }

    private static void put(MemberSecret secret) {
        rig.apply(hub.server(), secret.manifest());
        await().atMost(SOON)
                .until(() -> rig.hubKubectl()
                                .run("get", "clustergateway", secret.name())
                                .exit()
                        == 0);
    }

    private static void trust(MemberSecret secret, String caPem) {
        put(secret.with("ca.crt", caPem));
        await().atMost(SOON).until(() -> servedCa(secret.name()).equals(caPem.strip()));
    }

    private static String servedCa(String name) {
        String path = "jsonpath={.spec.access.endpoint.const.caBundle}";
        String served = rig.hubKubectl()
                .run("get", "clustergateway", name, "-o", path)
                .expectSuccess()
                .out();
        return new String(Base64.getDecoder().decode(served), StandardCharsets.UTF_8).strip();
    }

    /** Waits until the member shows a certificate of this authority. */
    private static void serve(CertificateAuthority ca) {
        ca.issueServer(List.of(SNI)).writeTo(CERTIFICATES, "sni");
        await().atMost(READ_AGAIN)
                .until(() -> ServedCertificate.of(port(), SNI)
                        .getIssuerX500Principal()
                        .equals(ca.certificate().getSubjectX500Principal()));
    }

    private static void bind(String user) {
        rig.apply(member.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: User, name: %1$s}]
                """.formatted(user));
    }

    private static void unbind(String name) {
        member.server().kubectl("delete", "clusterrolebinding", name).expectSuccess();
    }

    private static int port() {
        return URI.create(member.server().url()).getPort();
    }

    private static Path certificates() {
        try {
            Path folder = Files.createTempDirectory("rotated");
            OLD_CA.issueServer(List.of(SNI)).writeTo(folder, "sni");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
