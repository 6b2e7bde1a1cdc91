package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.real.Kubectl;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Open Cluster Management lacks for a member. On a pocket hub: the kube-apiserver that tests can build (1.20, by Go
 * 1.19) dies of custom resources.
 */
@Timeout(60)
final class DoctorOcmTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path desk;

    private PocketApiServer server;
    private Path kubeconfig;

    @BeforeEach
    void start() {
        PocketHub hub = new PocketHub(vertx).start().await();
        server = hub.server();
        server.serve(ResourceType.stored(
                "cluster.open-cluster-management.io", "v1", "ManagedCluster", "managedclusters", false));
        server.serve(ResourceType.stored(
                "addon.open-cluster-management.io", "v1alpha1", "ManagedClusterAddOn", "managedclusteraddons", true));
        server.createNamespace("vela-system");
        server.createNamespace("ocm");
        server.put("""
                apiVersion: v1
                kind: Secret
                metadata:
                  name: ocm
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: ServiceAccountToken}
                """);
        kubeconfig = server.kubeconfig("hub", server.admin()).writeTo(desk.resolve("kubeconfig"));
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void findsThatTheAddOnHasNoLease() {
        addOn("{type: Available, status: Unknown, reason: ManagedClusterAddOnLeaseNotFound, message: not found}");
        Doctor doctor = look();
        assertThat(doctor.outcome("member.ocm.addon")).isEqualTo("fault");
        assertThat(doctor.wrong("member.ocm.addon")).contains("no Lease");
        assertThat(doctor.out()).contains("ManagedClusterAddOnLeaseNotFound");

        String byHand = doctor.mend("member.ocm.addon");
        Kubectl.find(desk, kubeconfig)
                .orElseThrow()
                .shell(desk, byHand.substring(byHand.indexOf("kubectl")))
                .expectSuccess();
        assertThat(look().wrong("member.ocm.addon"))
                .contains("is not Available")
                .doesNotContain("no Lease");
        addOn("{type: Available, status: 'True', reason: ManagedClusterAddOnLeaseUpdated, message: renewed}");
        assertThat(look().outcome("member.ocm.addon")).isEqualTo("ok");
    }

    @Test
    void findsThatTheHubHasNotAcceptedTheCluster() {
        cluster("{hubAcceptsClient: false}");
        assertThat(look().outcome("member.ocm.accepted")).isEqualTo("fault");
        assertThat(look().mend("member.ocm.accepted")).isEqualTo("clusteradm accept --clusters ocm");
        assertThat(look().outcome("member.ocm.available")).isEqualTo("warning");
        cluster("{hubAcceptsClient: true}");
        assertThat(look().outcome("member.ocm.accepted")).isEqualTo("ok");
    }

    private Doctor look() {
        return Doctor.run(kubeconfig, "-o", "json", "ocm");
    }

    private void cluster(String spec) {
        server.put("""
                apiVersion: cluster.open-cluster-management.io/v1
                kind: ManagedCluster
                metadata: {name: ocm}
                spec: %s
                """.formatted(spec));
    }

    private void addOn(String condition) {
        server.put("""
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {name: cluster-gateway, namespace: ocm}
                status: {conditions: [%s]}
                """.formatted(condition));
    }
}
