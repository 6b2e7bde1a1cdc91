package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.nio.file.Path;
import java.time.Duration;
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

/** What Open Cluster Management lacks for a member, on a real hub that has its kinds. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DoctorOcmTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;

    @TempDir
    private static Path desk;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        rig.apply(
                hub.server(),
                new CustomKind(
                                        "managedclusters",
                                        "cluster.open-cluster-management.io",
                                        "Cluster",
                                        "ManagedCluster",
                                        "v1")
                                .definition()
                        + "---\n"
                        + new CustomKind(
                                        "managedclusteraddons",
                                        "addon.open-cluster-management.io",
                                        "Namespaced",
                                        "ManagedClusterAddOn",
                                        "v1alpha1")
                                .definition()
                        + """
                        ---
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: member}
                        """);
        CustomKind.awaitEstablished(hub.server());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hub.server()
                                .kubectl("get", "managedclusters,managedclusteraddons", "-A")
                                .exit()
                        == 0);
        rig.deploy("serve", "--ocm-integration", "--allow-loopback-members");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void findsThatTheAddOnHasNoLease() {
        addOn("{type: Available, status: Unknown, reason: ManagedClusterAddOnLeaseNotFound, message: not found}");
        Doctor doctor = seen(found -> {
            assertThat(found.outcome("member.ocm.addon")).isEqualTo("fault");
            assertThat(found.wrong("member.ocm.addon")).contains("no Lease");
        });
        assertThat(doctor.out()).contains("ManagedClusterAddOnLeaseNotFound");

        String byHand = doctor.mend("member.ocm.addon");
        shell(byHand.substring(byHand.indexOf("kubectl")));
        seen(found -> assertThat(found.wrong("member.ocm.addon"))
                .contains("is not Available")
                .doesNotContain("no Lease"));
        addOn("{type: Available, status: 'True', reason: ManagedClusterAddOnLeaseUpdated, message: renewed}");
        seen(found -> assertThat(found.outcome("member.ocm.addon")).isEqualTo("ok"));
    }

    @Test
    void findsThatTheHubHasNotAcceptedTheClusterAndLooksWhereItSaysThatItIs() {
        cluster("{hubAcceptsClient: false}");
        Doctor doctor = seen(found -> {
            assertThat(found.outcome("member.ocm.accepted")).isEqualTo("fault");
            assertThat(found.outcome("member.ocm.available")).isEqualTo("warning");
        });
        assertThat(doctor.mend("member.ocm.accepted")).isEqualTo("clusteradm accept --clusters member");
        cluster("{hubAcceptsClient: true, managedClusterClientConfigs: [{url: 'https://127.0.0.1:1'}]}");
        seen(found -> {
            assertThat(found.outcome("member.ocm.accepted")).isEqualTo("ok");
            // The rig's own gateway does not look at ManagedClusters, and so gets through.
            assertThat(found.outcome("member.tcp")).isEqualTo("warning");
            assertThat(found.out()).contains("127.0.0.1:1 ");
        });
        cluster("{hubAcceptsClient: true}");
        seen(found -> assertThat(found.outcome("member.tcp")).isEqualTo("ok"));
    }

    @Test
    void everyRightOfTheIntegrationIsMissedByNameAndGrantedNarrowly() {
        List<String> missing = List.of(
                "hub.rbac.managedclusteraddons",
                "hub.rbac.managedclusteraddons-status",
                "hub.rbac.clustergatewayconfigurations",
                "hub.rbac.addon-leases-create",
                "hub.rbac.addon-leases",
                "hub.rbac.addon-election-create",
                "hub.rbac.addon-election");
        Doctor doctor = seen(found -> {
            assertThat(found.outcome("hub.rbac.managedclusters")).isEqualTo("ok");
            assertThat(missing).allSatisfy(id -> assertThat(found.outcome(id)).isEqualTo("warning"));
        });
        assertThat(doctor.mend("hub.rbac.managedclusteraddons-status"))
                .contains(
                        "resources: [\"managedclusteraddons/status\"], resourceNames: [\"cluster-gateway\"], verbs: [\"patch\"]");
        missing.forEach(id -> shell(doctor.mend(id)));
        seen(found -> assertThat(missing)
                .allSatisfy(id -> assertThat(found.outcome(id)).isEqualTo("ok")));
    }

    private static Doctor seen(Consumer<Doctor> expected) {
        Doctor[] last = new Doctor[1];
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            last[0] = Doctor.run(hub.server().adminKubeconfig(), "-o", "json", RealRig.MEMBER);
            expected.accept(last[0]);
        });
        return last[0];
    }

    private static void shell(String line) {
        hub.server().kubectl().shell(desk, line).expectSuccess();
    }

    private static void cluster(String spec) {
        rig.apply(hub.server(), """
                apiVersion: cluster.open-cluster-management.io/v1
                kind: ManagedCluster
                metadata: {name: member}
                spec: %s
                """.formatted(spec));
    }

    private static void addOn(String condition) {
        rig.apply(hub.server(), """
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {name: cluster-gateway, namespace: member}
                status: {conditions: [%s]}
                """.formatted(condition));
    }
}
