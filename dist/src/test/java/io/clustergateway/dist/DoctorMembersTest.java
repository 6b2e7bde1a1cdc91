package io.clustergateway.dist;

import static io.clustergateway.dist.DoctorRig.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Faults of members are found by name, and what doctor says mends them. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DoctorMembersTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    /** Where mends are run: with the files and the kubeconfig that they name. */
    @TempDir
    private static Path desk;

    private static DoctorRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig = new DoctorRig(hub.server(), member.server(), desk);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void findsAMembersWrongCa() {
        rig.gateway.putUntrustedMember(
                "wrong-ca", CertificateAuthority.create("other").certificatePem());
        Doctor doctor = rig.seen("wrong-ca", found -> {
            assertThat(found.faults()).containsExactly("member.tls.verified", "member.through-hub");
            assertThat(found.wrong("member.tls.verified")).contains("CA in the member's Secret");
        });
        rig.mend(doctor, "member.tls.verified");
        rig.seen(
                "wrong-ca",
                found -> assertThat(found.outcome("member.tls.verified")).isEqualTo("ok"));
    }

    @Test
    void findsATokenThatTheMemberRefuses() throws IOException {
        rig.gateway.putMember("refused", "revoked-token-canary");
        Doctor doctor = rig.seen(
                "refused",
                found ->
                        assertThat(found.faults()).containsExactly("member.credential.accepted", "member.through-hub"));
        assertThat(doctor.out()).doesNotContain("revoked-token-canary");
        Files.writeString(desk.resolve("member.token"), rig.gateway.memberAdminToken("accepted"));
        rig.mend(doctor, "member.credential.accepted");
        rig.healthy("refused");
    }

    @Test
    void findsAMemberWhosePortIsClosed() throws IOException {
        rig.memberAt("closed", closedPort());
        rig.seen("closed", found -> assertThat(found.faults()).containsExactly("member.tcp", "member.through-hub"));
        rig.gateway.putMember("closed", member.server().adminCertificate());
        rig.healthy("closed");
    }

    @Test
    void aFrozenMemberIsNamedAndCostsOneTimeLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            rig.memberAt("frozen", silent.getLocalPort());
            rig.seen("frozen", found -> {
                assertThat(found.faults()).containsExactly("member.tls.verified", "member.through-hub");
                assertThat(found.wrong("member.tls.verified")).contains("answers nothing");
            });
            long begin = System.nanoTime();
            Doctor.run(hub.server().adminKubeconfig(), "frozen", "-o", "json");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(3900));
        }
    }

    @Test
    void findsASecretWithoutEndpoint() {
        rig.gateway.apply(hub.server(), """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: no-endpoint
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: X509Certificate}
                data: {tls.crt: %s, tls.key: %s, ca.crt: %s}
                """.formatted(
                        base64(member.server().adminCertificate().certificatePem()),
                        base64(member.server().adminCertificate().keyPem()),
                        base64(member.server().caPem())));
        Doctor doctor = rig.seen("no-endpoint", found -> {
            assertThat(found.faults()).containsExactly("member.secret.readable");
            assertThat(found.wrong("member.secret.readable")).contains("key endpoint");
        });
        rig.shell(doctor.mend("member.secret.readable")
                .replace("https://HOST:PORT", member.server().url()));
        rig.healthy("no-endpoint");
    }

    @Test
    void findsAKeyOfAnotherCertificate() {
        Issued mine = member.server().issueClient("one", List.of());
        Issued other = member.server().issueClient("two", List.of());
        rig.gateway.apply(
                hub.server(), rig.secret("mixed", member.server().url(), mine.certificatePem(), other.keyPem()));
        Doctor doctor = rig.seen(
                "mixed",
                found -> assertThat(found.wrong("member.secret.readable")).contains("key tls.key"));
        assertThat(doctor.out()).doesNotContain("PRIVATE KEY");
        rig.mend(doctor, "member.secret.readable");
        rig.healthy("mixed");
    }

    @Test
    void aPluginsCredentialIsLeftToTheGatewayAndTheRestIsLookedAt() {
        rig.gateway.putDynamicMember(
                "plugged",
                "{\"command\": \"/nowhere/plugin\", \"interactiveMode\": \"Never\", \"apiVersion\": \"client.authentication.k8s.io/v1\"}");
        rig.seen("plugged", found -> {
            assertThat(found.faults()).containsExactly("member.through-hub");
            assertThat(List.of("member.secret.readable", "member.tcp", "member.tls.verified"))
                    .allSatisfy(id -> assertThat(found.outcome(id)).isEqualTo("ok"));
            assertThat(List.of("member.credential.valid", "member.credential.accepted"))
                    .allSatisfy(id -> assertThat(found.outcome(id)).isEqualTo("skipped"));
            assertThat(found.out()).contains("--allow-exec-plugin");
        });
    }

    @Test
    void aMemberMayBeNamedLikeASubcommand() {
        rig.gateway.putMember("why", member.server().adminCertificate());
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Doctor doctor = Doctor.run(hub.server().adminKubeconfig(), "-o", "json", "--", "why");
            assertThat(doctor.err()).doesNotContain("Error");
            assertThat(doctor.out()).contains("member why");
            assertThat(doctor.faults()).isEmpty();
        });
        assertThat(Doctor.run(hub.server().adminKubeconfig(), "why").err()).contains("AUDIT-ID");
    }

    @Test
    void findsMissingRightsToImpersonate() {
        rig.gateway.putMember("modest", member.server().createServiceAccountToken("kube-system", "modest"));
        Doctor doctor = rig.seen(
                "modest",
                found -> assertThat(found.faults()).containsExactly("member.impersonation", "member.through-hub"));
        rig.mend(doctor, "member.impersonation");
        rig.healthy("modest");
    }

    @Test
    void findsThatTheGuardRefusesALoopbackAddress() {
        rig.gateway.deploy("--feature-gates=ClientIdentityPenetration=true");
        try {
            // The rig's own gateway may dial loopback, so that a refusal of the Deployment's is but a warning here.
            rig.seen(RealRig.MEMBER, found -> {
                assertThat(found.outcome("member.address.allowed")).isEqualTo("warning");
                assertThat(found.mend("member.address.allowed")).contains("--allow-loopback-members");
            });
        } finally {
            rig.gateway.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
        }
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMemberThatIsSwitchedOff() {
        rig.gateway.putMember("asleep", member.server().adminCertificate());
        hub.server()
                .kubectl(
                        "-n",
                        "vela-system",
                        "annotate",
                        "secret",
                        "asleep",
                        "cluster.core.oam.dev/offline=moving house")
                .expectSuccess();
        Doctor doctor = rig.seen("asleep", found -> {
            assertThat(found.outcome("member.offline")).isEqualTo("warning");
            assertThat(found.out()).contains("moving house");
        });
        rig.mend(doctor, "member.offline");
        rig.healthy("asleep");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket once = new ServerSocket(0)) {
            return once.getLocalPort();
        }
    }
}
