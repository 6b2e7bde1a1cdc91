package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

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
    private static final String MIRRORED = "mirrored";

    @TempDir
    private static Path folder;

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
        rig.apply(hub.server(), RealRig.resource("addon-rbac.yaml"));
        second = rig.secondReplica();
    }

    @AfterAll
    static void stop() {
        second.close();
        rig.close();
    }

    @Test
    void theAddOnIsAvailableAndItsLeaseIsRenewedByOneReplica() {
        rig.apply(hub.server(), RealRig.resource("crd-ocm-managedclusteraddon.yaml"));
        rig.apply(hub.server(), RealRig.resource("crd-ocm-addonconfiguration.yaml"));
        await().ignoreExceptions().untilAsserted(() -> rig.apply(hub.server(), """
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {namespace: member, name: cluster-gateway}
                """));
        await().atMost(CRD_NOTICED)
                .until(() -> get("managedclusteraddon", "member", "cluster-gateway")
                        .contains("ManagedClusterAddOnLeaseUpdated"));
        JsonObject lease = new JsonObject(get("lease", "member", "cluster-gateway"));
        assertThat(lease.getJsonObject("spec").getString("renewTime")).isNotEmpty();

        assertThat(writers("cluster_gateway_ocm_addon_writes_total")).isEqualTo(1);
    }

    @Test
    void theTokenOfAManagedServiceAccountMakesAMemberAndFollowsItsRotation() throws IOException {
        rig.apply(hub.server(), RealRig.resource("crd-ocm-managedclusteraddon.yaml"));
        rig.apply(hub.server(), RealRig.resource("crd-ocm-addonconfiguration.yaml"));
        rig.apply(hub.server(), RealRig.resource("managedclusters-crd.yaml"));
        hub.server().kubectl("create", "namespace", MIRRORED).expectSuccess();
        member.server()
                .kubectl("create", "clusterrole", "viewer", "--verb=get,list", "--resource=namespaces")
                .expectSuccess();
        String viewer = token("viewer", "viewer");
        await().ignoreExceptions()
                .untilAsserted(() -> rig.apply(hub.server(), """
                apiVersion: cluster.open-cluster-management.io/v1
                kind: ManagedCluster
                metadata: {name: mirrored}
                spec: %s
                ---
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {namespace: mirrored, name: cluster-gateway}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: mirrored, name: cluster-gateway}
                data: {token: %s, ca.crt: %s}
                ---
                apiVersion: proxy.open-cluster-management.io/v1alpha1
                kind: ClusterGatewayConfiguration
                metadata: {name: cluster-gateway}
                spec: {secretNamespace: vela-system, secretManagement: {type: ManagedServiceAccount}, egress: {type: Direct}}
                """.formatted(
                                at(rig.memberLink().port()),
                                viewer,
                                base64(member.server().caPem()))));

        await().atMost(CRD_NOTICED).until(() -> read("namespaces").exit() == 0);
        assertThat(read("secrets").err()).contains("system:serviceaccount:default:viewer", "forbidden");

        String patch = "{\"data\":{\"token\":\"%s\"}}".formatted(token("master", "cluster-admin"));
        hub.server()
                .kubectl("patch", "secret", "-n", MIRRORED, "cluster-gateway", "-p", patch)
                .expectSuccess();
        await().until(() -> read("secrets").exit() == 0);

        aHealthUpdateOfWhatWasServedAfterAMoveIsNoConflict();
    }

    /** What is served then carries the ManagedCluster's version, which is none of the Secret's. */
    private void aHealthUpdateOfWhatWasServedAfterAMoveIsNoConflict() throws IOException {
        await().until(() -> get("secret", "vela-system", MIRRORED).contains("\"true\""));
        try (Link elsewhere = new Link(URI.create(member.server().url()).getPort())) {
            hub.server()
                    .kubectl(
                            "patch",
                            "managedcluster",
                            MIRRORED,
                            "--type=merge",
                            "-p",
                            "{\"spec\":%s}".formatted(at(elsewhere.port())))
                    .expectSuccess();
            await().until(() -> get("clustergateway", "", MIRRORED).contains(":" + elsewhere.port()));
            JsonObject served = new JsonObject(get("clustergateway", "", MIRRORED));
            assertThat(version(served)).isNotEqualTo(version(new JsonObject(get("secret", "vela-system", MIRRORED))));
            served.put("status", new JsonObject().put("healthy", true).put("healthyReason", "SeenByATest"));
            Path file = Files.writeString(folder.resolve("served.json"), served.encode());

            hub.server()
                    .kubectl(
                            "replace",
                            "--raw",
                            "/apis/%s/v1alpha1/clustergateways/%s/health".formatted(RealRig.GROUP, MIRRORED),
                            "-f",
                            file.toString())
                    .expectSuccess();
            assertThat(get("secret", "vela-system", MIRRORED)).contains("SeenByATest");
        }
    }

    @Test
    void aProfileFollowsItsMember() {
        rig.apply(hub.server(), RealRig.resource("crd-clusterprofile.yaml"));
        await().atMost(CRD_NOTICED)
                .until(() -> get("clusterprofile", "vela-system", "member").contains("MemberHealthy"));
        String version = version(profile());

        rig.putMember("leaving", member.server().adminCertificate());
        await().until(() -> get("clusterprofile", "vela-system", "leaving").contains("accessProviders"));
        hub.server().kubectl("delete", "secret", "-n", "vela-system", "leaving").expectSuccess();
        await().until(() -> get("clusterprofile", "vela-system", "leaving").isEmpty());

        assertThat(version(profile())).isEqualTo(version);
        assertThat(writers("cluster_gateway_cluster_profile_writes_total")).isEqualTo(1);
    }

    private static JsonObject profile() {
        return new JsonObject(get("clusterprofile", "vela-system", "member"));
    }

    private static String version(JsonObject object) {
        return object.getJsonObject("metadata").getString("resourceVersion");
    }

    /** base64 of a token of a ServiceAccount of the member's that has this role. */
    private static String token(String account, String role) {
        String token = member.server().createServiceAccountToken("default", account);
        member.server()
                .kubectl(
                        "create",
                        "clusterrolebinding",
                        account,
                        "--clusterrole=" + role,
                        "--serviceaccount=default:" + account)
                .expectSuccess();
        return base64(token);
    }

    private static CommandResult read(String resource) {
        return rig.kubectlAt(MIRRORED).run("get", resource, "-n", "default");
    }

    private static String at(int port) {
        return "{\"hubAcceptsClient\":true,\"managedClusterClientConfigs\":[{\"url\":\"https://127.0.0.1:%d\",\"caBundle\":\"%s\"}]}"
                .formatted(port, base64(member.server().caPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
}
