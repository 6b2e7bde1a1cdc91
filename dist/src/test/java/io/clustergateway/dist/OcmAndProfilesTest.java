package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas at a real hub with the rights of the chart; the CRDs of OCM and of ClusterProfiles come after them.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class OcmAndProfilesTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration CRD_NOTICED = Duration.ofSeconds(40);
    private static RealRig rig;
    private static RealRig.Replica second;

    @BeforeAll
    static void start() {
        hub.server().kubectl("create", "namespace", "vela-system").expectSuccess();
        hub.server().kubectl("create", "namespace", RealRig.MEMBER).expectSuccess();
        rig = new RealRig(
                hub.server(),
                member.server(),
                Map.of(
                        "health.interval",
                        "2s",
                        "health.timeout",
                        "1s",
                        "registry.ocmIntegration",
                        true,
                        "profiles.publish",
                        true,
                        "profiles.namespace",
                        "vela-system",
                        "profiles.hubUrl",
                        hub.server().url()));
        rig.apply(hub.server(), resource("addon-rbac.yaml"));
        second = rig.secondReplica();
    }

    @AfterAll
    static void stop() {
        second.close();
        rig.close();
    }

    @Test
    void theAddOnIsAvailableAndItsTokenIsMirroredByOneReplica() {
        rig.apply(hub.server(), resource("crd-ocm-managedclusteraddon.yaml"));
        rig.apply(hub.server(), resource("crd-ocm-addonconfiguration.yaml"));
        await().untilAsserted(() -> rig.apply(hub.server(), """
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {namespace: member, name: cluster-gateway}
                """));
        await().atMost(CRD_NOTICED)
                .until(() -> get("managedclusteraddon", "member", "cluster-gateway")
                        .contains("ManagedClusterAddOnLeaseUpdated"));
        JsonObject lease = new JsonObject(get("lease", "member", "cluster-gateway"));
        assertThat(lease.getJsonObject("spec").getString("renewTime")).isNotEmpty();

        hub.server().kubectl("create", "namespace", "mirrored").expectSuccess();
        rig.apply(hub.server(), """
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {namespace: mirrored, name: cluster-gateway}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: mirrored, name: cluster-gateway}
                data: {token: Zmlyc3Q=, ca.crt: Y2E=}
                ---
                apiVersion: proxy.open-cluster-management.io/v1alpha1
                kind: ClusterGatewayConfiguration
                metadata: {name: cluster-gateway}
                spec: {secretNamespace: vela-system, secretManagement: {type: ManagedServiceAccount}, egress: {type: Direct}}
                """);
        await().atMost(CRD_NOTICED)
                .until(() -> get("secret", "vela-system", "mirrored").contains("Zmlyc3Q="));
        hub.server()
                .kubectl(
                        "patch", "secret", "-n", "mirrored", "cluster-gateway", "-p", "{\"data\":{\"token\":\"c2Vj\"}}")
                .expectSuccess();
        await().until(() -> get("secret", "vela-system", "mirrored").contains("\"c2Vj\""));
        assertThat(writers("cluster_gateway_ocm_addon_writes_total")).isEqualTo(1);
    }

    @Test
    void aProfileFollowsItsMember() {
        rig.apply(hub.server(), resource("crd-clusterprofile.yaml"));
        await().atMost(CRD_NOTICED)
                .until(() -> get("clusterprofile", "vela-system", "member").contains("MemberHealthy"));
        String version = version();

        rig.putMember("leaving", member.server().adminCertificate());
        await().until(() -> get("clusterprofile", "vela-system", "leaving").contains("accessProviders"));
        hub.server().kubectl("delete", "secret", "-n", "vela-system", "leaving").expectSuccess();
        await().until(() -> get("clusterprofile", "vela-system", "leaving").isEmpty());

        assertThat(version()).isEqualTo(version);
        assertThat(writers("cluster_gateway_cluster_profile_writes_total")).isEqualTo(1);
    }

    private static String version() {
        return new JsonObject(get("clusterprofile", "vela-system", "member"))
                .getJsonObject("metadata")
                .getString("resourceVersion");
    }

    /** How many of the replicas have written at all. */
    private static long writers(String metric) {
        return Stream.of(rig.gateway(), second.gateway())
                .filter(gateway -> gateway.scrape().lines().anyMatch(line -> line.startsWith(metric + "{")))
                .count();
    }

    private static String get(String kind, String namespace, String name) {
        return hub.server()
                .kubectl("get", kind, "-n", namespace, name, "-o", "json", "--ignore-not-found")
                .out();
    }

    private static String resource(String name) {
        try (var in = OcmAndProfilesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
