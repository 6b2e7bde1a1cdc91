package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Faults planted on two real API servers are found by name, and what doctor says mends them. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DoctorTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final String API_SERVICE = "v1alpha1.cluster.core.oam.dev";
    private static RealRig rig;

    /** Where mends are run: with the files and the kubeconfig that they name. */
    @TempDir
    private static Path desk;

    @BeforeAll
    static void start() throws IOException {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true));
        rig.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
        Files.writeString(desk.resolve("member-ca.crt"), member.server().caPem());
        Issued admin = member.server().adminCertificate();
        Files.writeString(desk.resolve("client.crt"), admin.certificatePem());
        Files.writeString(desk.resolve("client.key"), admin.keyPem());
        Kubeconfig.of(member.server().url(), member.server().caPem(), admin).writeTo(desk.resolve("member.kubeconfig"));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void nothingIsWrongWhereNothingIs() {
        seen(RealRig.MEMBER, doctor -> {
            assertThat(doctor.faults()).isEmpty();
            assertThat(doctor.exit()).isZero();
            assertThat(List.of(
                            "hub.apiservice.available",
                            "hub.certificate.trusted",
                            "hub.certificate.name",
                            "hub.rbac.secrets",
                            "member.tls.verified",
                            "member.credential.accepted",
                            "member.impersonation",
                            "member.ready",
                            "member.through-hub"))
                    .allSatisfy(id -> assertThat(doctor.outcome(id)).isEqualTo("ok"));
        });
        assertThat(Doctor.run(hub.server().adminKubeconfig(), "-o", "yaml").out())
                .contains("id: member.tls.verified");
        assertThat(Doctor.run(hub.server().adminKubeconfig(), "--verbose", RealRig.MEMBER)
                        .out())
                .contains("member member", "  ok       hub.reachable: Kubernetes v")
                .doesNotContain("BEGIN");
    }

    @Test
    void findsThatTheApiServiceIsMissing() {
        JsonObject registered = hub.server()
                .request("GET", "/apis/apiregistration.k8s.io/v1/apiservices/" + API_SERVICE, "")
                .json();
        hub.server().kubectl("delete", "apiservice", API_SERVICE).expectSuccess();
        seen(RealRig.MEMBER, doctor -> {
            assertThat(doctor.faults()).containsExactly("hub.apiservice.exists");
            assertThat(doctor.exit()).isEqualTo(2);
            assertThat(doctor.mend("hub.apiservice.exists")).contains("helm upgrade");
        });
        registered.remove("status");
        registered.put("metadata", new JsonObject().put("name", API_SERVICE));
        rig.apply(hub.server(), registered.encode());
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsThatTheApiServicePointsNowhere() {
        patchApiService("{\"spec\":{\"service\":{\"name\":\"nowhere\"}}}");
        seen(
                RealRig.MEMBER,
                doctor -> assertThat(doctor.faults())
                        .contains("hub.service.exists", "hub.apiservice.available", "hub.discovery.resources"));
        patchApiService("{\"spec\":{\"service\":{\"name\":\"cluster-core-oam-dev\"}}}");
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsAWrongCaBundleAndHasTheRightOne() {
        String other = base64(CertificateAuthority.create("other").certificatePem());
        patchApiService("{\"spec\":{\"caBundle\":\"%s\"}}".formatted(other));
        Doctor doctor = seen(
                RealRig.MEMBER,
                found -> assertThat(found.faults()).contains("hub.certificate.trusted", "hub.discovery.resources"));
        mend(doctor, "hub.certificate.trusted");
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMissingRightToSecrets() {
        rig.apply(hub.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: cluster-gateway-secret-reader, namespace: vela-system}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get, watch]}
                """);
        Doctor doctor = seen(RealRig.MEMBER, found -> {
            assertThat(found.faults()).containsExactly("hub.rbac.secrets");
            assertThat(found.mend("hub.rbac.secrets")).contains("kind: RoleBinding", "secrets");
        });
        mend(doctor, "hub.rbac.secrets");
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMissingRightToAskForReviews() {
        hub.server().kubectl("delete", "clusterrolebinding", "cluster-gateway").expectSuccess();
        Doctor doctor =
                seen(RealRig.MEMBER, found -> assertThat(found.faults()).contains("hub.rbac.subjectaccessreviews"));
        assertThat(doctor.mend("hub.rbac.subjectaccessreviews")).contains("system:auth-delegator");
        mend(doctor, "hub.rbac.subjectaccessreviews");
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMembersWrongCa() {
        rig.putUntrustedMember("wrong-ca", CertificateAuthority.create("other").certificatePem());
        Doctor doctor = seen("wrong-ca", found -> {
            assertThat(found.faults()).containsExactly("member.tls.verified", "member.through-hub");
            assertThat(found.wrong("member.tls.verified")).contains("CA in the member's Secret");
        });
        mend(doctor, "member.tls.verified");
        seen(
                "wrong-ca",
                found -> assertThat(found.outcome("member.tls.verified")).isEqualTo("ok"));
    }

    @Test
    void findsATokenThatTheMemberRefuses() throws IOException {
        rig.putMember("refused", "revoked-token-canary");
        Doctor doctor = seen(
                "refused",
                found ->
                        assertThat(found.faults()).containsExactly("member.credential.accepted", "member.through-hub"));
        assertThat(doctor.out()).doesNotContain("revoked-token-canary");
        Files.writeString(
                desk.resolve("member.token"), member.server().createServiceAccountToken("kube-system", "accepted"));
        letDoAll("accepted");
        mend(doctor, "member.credential.accepted");
        healthy("refused");
    }

    @Test
    void findsAMemberWhosePortIsClosed() throws IOException {
        memberAt("closed", closedPort());
        seen("closed", found -> assertThat(found.faults()).containsExactly("member.tcp", "member.through-hub"));
        rig.putMember("closed", member.server().adminCertificate());
        healthy("closed");
    }

    @Test
    void aFrozenMemberIsNamedAndCostsOneTimeLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            memberAt("frozen", silent.getLocalPort());
            seen("frozen", found -> {
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
        rig.apply(hub.server(), """
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
        Doctor doctor = seen("no-endpoint", found -> {
            assertThat(found.faults()).containsExactly("member.secret.readable");
            assertThat(found.wrong("member.secret.readable")).contains("key endpoint");
        });
        shell(doctor.mend("member.secret.readable")
                .replace("https://HOST:PORT", member.server().url()));
        healthy("no-endpoint");
    }

    @Test
    void findsAKeyOfAnotherCertificate() {
        Issued mine = member.server().issueClient("one", List.of());
        Issued other = member.server().issueClient("two", List.of());
        rig.apply(hub.server(), secret("mixed", member.server().url(), mine.certificatePem(), other.keyPem()));
        Doctor doctor = seen(
                "mixed",
                found -> assertThat(found.wrong("member.secret.readable")).contains("key tls.key"));
        assertThat(doctor.out()).doesNotContain("PRIVATE KEY");
        mend(doctor, "member.secret.readable");
        healthy("mixed");
    }

    @Test
    void aPluginsCredentialIsLeftToTheGatewayAndTheRestIsLookedAt() {
        rig.putDynamicMember(
                "plugged",
                "{\"command\": \"/nowhere/plugin\", \"interactiveMode\": \"Never\", \"apiVersion\": \"client.authentication.k8s.io/v1\"}");
        seen("plugged", found -> {
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
        rig.putMember("why", member.server().adminCertificate());
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
        rig.putMember("modest", member.server().createServiceAccountToken("kube-system", "modest"));
        Doctor doctor = seen(
                "modest",
                found -> assertThat(found.faults()).containsExactly("member.impersonation", "member.through-hub"));
        mend(doctor, "member.impersonation");
        healthy("modest");
    }

    @Test
    void findsThatTheGuardRefusesALoopbackAddress() {
        rig.deploy("--feature-gates=ClientIdentityPenetration=true");
        try {
            // The rig's own gateway may dial loopback, so that a refusal of the Deployment's is but a warning here.
            seen(RealRig.MEMBER, found -> {
                assertThat(found.outcome("member.address.allowed")).isEqualTo("warning");
                assertThat(found.mend("member.address.allowed")).contains("--allow-loopback-members");
            });
        } finally {
            rig.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
        }
        healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMemberThatIsSwitchedOff() {
        rig.putMember("asleep", member.server().adminCertificate());
        hub.server()
                .kubectl(
                        "-n",
                        "vela-system",
                        "annotate",
                        "secret",
                        "asleep",
                        "cluster.core.oam.dev/offline=moving house")
                .expectSuccess();
        Doctor doctor = seen("asleep", found -> {
            assertThat(found.outcome("member.offline")).isEqualTo("warning");
            assertThat(found.out()).contains("moving house");
        });
        mend(doctor, "member.offline");
        healthy("asleep");
    }

    @Test
    void saysThatIdentityPassingIsOffAndRulesDoNothing() {
        rig.deploy("--allow-loopback-members=true", "--cluster-gateway-proxy-config=/etc/rules");
        try {
            seen(RealRig.MEMBER, found -> {
                assertThat(found.outcome("hub.features.identity-passing")).isEqualTo("warning");
                assertThat(found.outcome("hub.features.rules")).isEqualTo("warning");
            });
        } finally {
            rig.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
        }
    }

    @Test
    void saysInOneLineThatItCouldNotLook() {
        Doctor nobody = Doctor.run(hub.server().adminKubeconfig(), "nobody");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("\"nobody\" not found").hasLineCount(1);
        Path away = Kubeconfig.of("https://127.0.0.1:1", hub.server().caPem(), "token-canary")
                .writeTo(desk.resolve("away.kubeconfig"));
        Doctor down = Doctor.run(away);
        assertThat(down.exit()).isEqualTo(1);
        assertThat(down.err())
                .contains("the hub cannot be asked")
                .doesNotContain("canary")
                .hasLineCount(1);
    }

    @Test
    void aCallerWithoutRightsIsToldWhatIsMissing() {
        Doctor doctor = Doctor.run(hub.server().kubeconfig("carol", List.of()), "-o", "json");
        assertThat(doctor.outcome("hub.caller.proxy")).isEqualTo("fault");
        assertThat(doctor.outcome("hub.members")).isEqualTo("skipped");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket once = new ServerSocket(0)) {
            return once.getLocalPort();
        }
    }

    private static void healthy(String name) {
        seen(name, doctor -> {
            assertThat(doctor.faults()).isEmpty();
            assertThat(doctor.outcome("member.through-hub")).isEqualTo("ok");
        });
    }

    private static Doctor seen(String name, Consumer<Doctor> expected) {
        Doctor[] last = new Doctor[1];
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            last[0] = Doctor.run(hub.server().adminKubeconfig(), "-o", "json", name);
            assertThat(last[0].err()).doesNotContain("Error");
            expected.accept(last[0]);
        });
        return last[0];
    }

    private static void mend(Doctor doctor, String id) {
        shell(doctor.mend(id));
    }

    private static void shell(String line) {
        hub.server().kubectl().shell(desk, line).expectSuccess();
    }

    private static void patchApiService(String patch) {
        hub.server()
                .kubectl("patch", "apiservice", API_SERVICE, "--type=merge", "-p", patch)
                .expectSuccess();
    }

    private static void letDoAll(String account) {
        rig.apply(member.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, name: %s, namespace: kube-system}]
                """.formatted(account, account));
    }

    private static void memberAt(String name, int port) {
        Issued admin = member.server().adminCertificate();
        rig.apply(hub.server(), secret(name, "https://127.0.0.1:" + port, admin.certificatePem(), admin.keyPem()));
    }

    private static String secret(String name, String endpoint, String certificate, String key) {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: X509Certificate}
                data: {endpoint: %s, tls.crt: %s, tls.key: %s, ca.crt: %s}
                """.formatted(
                        name,
                        base64(endpoint),
                        base64(certificate),
                        base64(key),
                        base64(member.server().caPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
