package io.clustergateway.dist;

import static io.clustergateway.dist.DoctorRig.API_SERVICE;
import static io.clustergateway.dist.DoctorRig.base64;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the hub and of what the gateway has there are found by name, and what doctor says mends them. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DoctorHubTest {
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
    void nothingIsWrongWhereNothingIs() {
        rig.seen(RealRig.MEMBER, doctor -> {
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
        rig.seen(RealRig.MEMBER, doctor -> {
            assertThat(doctor.faults()).containsExactly("hub.apiservice.exists");
            assertThat(doctor.exit()).isEqualTo(2);
            assertThat(doctor.mend("hub.apiservice.exists")).contains("helm upgrade");
        });
        registered.remove("status");
        registered.put("metadata", new JsonObject().put("name", API_SERVICE));
        rig.gateway.apply(hub.server(), registered.encode());
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void findsThatTheApiServicePointsNowhere() {
        rig.patchApiService("{\"spec\":{\"service\":{\"name\":\"nowhere\"}}}");
        rig.seen(
                RealRig.MEMBER,
                doctor -> assertThat(doctor.faults())
                        .contains("hub.service.exists", "hub.apiservice.available", "hub.discovery.resources"));
        rig.patchApiService("{\"spec\":{\"service\":{\"name\":\"cluster-core-oam-dev\"}}}");
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void findsAWrongCaBundleAndHasTheRightOne() {
        String other = base64(CertificateAuthority.create("other").certificatePem());
        rig.patchApiService("{\"spec\":{\"caBundle\":\"%s\"}}".formatted(other));
        Doctor doctor = rig.seen(
                RealRig.MEMBER,
                found -> assertThat(found.faults()).contains("hub.certificate.trusted", "hub.discovery.resources"));
        rig.mend(doctor, "hub.certificate.trusted");
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMissingRightToSecrets() {
        rig.gateway.apply(hub.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: cluster-gateway-secret-reader, namespace: vela-system}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get, watch]}
                """);
        Doctor doctor = rig.seen(RealRig.MEMBER, found -> {
            assertThat(found.faults()).containsExactly("hub.rbac.secrets");
            assertThat(found.mend("hub.rbac.secrets")).contains("kind: RoleBinding", "secrets");
        });
        rig.mend(doctor, "hub.rbac.secrets");
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void findsAMissingRightToAskForReviews() {
        hub.server().kubectl("delete", "clusterrolebinding", "cluster-gateway").expectSuccess();
        Doctor doctor =
                rig.seen(RealRig.MEMBER, found -> assertThat(found.faults()).contains("hub.rbac.subjectaccessreviews"));
        assertThat(doctor.mend("hub.rbac.subjectaccessreviews")).contains("system:auth-delegator");
        rig.mend(doctor, "hub.rbac.subjectaccessreviews");
        rig.healthy(RealRig.MEMBER);
    }

    @Test
    void saysThatIdentityPassingIsOffAndRulesDoNothing() {
        rig.gateway.deploy("--allow-loopback-members=true", "--cluster-gateway-proxy-config=/etc/rules");
        try {
            rig.seen(RealRig.MEMBER, found -> {
                assertThat(found.outcome("hub.features.identity-passing")).isEqualTo("warning");
                assertThat(found.outcome("hub.features.rules")).isEqualTo("warning");
            });
        } finally {
            rig.gateway.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
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
}
