package io.clustergateway.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Health;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OcmAddonTest {
    private static final Health SILENT = new Health(Health.State.UNHEALTHY, "ConnectionTimeout");

    private final Vertx vertx = Vertx.vertx();
    private House house;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        house = new House(vertx, vertx, folder, Duration.ofMillis(400));
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().await();
    }

    @Test
    void unsticksAnAddOnAndRenewsItsLeaseWithoutWritingTheConditionAgain() {
        house.addOn("c1");
        house.members.put("c1", Members.GOOD);
        house.start();

        await().until(() -> house.available("c1").equals("True ManagedClusterAddOnLeaseUpdated"));
        String first = house.renewTime("c1");
        await().until(() -> house.writes("/namespaces/c1/leases").size() >= 4);

        assertThat(Instant.parse(house.renewTime("c1"))).isAfter(Instant.parse(first));
        assertThat(house.writes("/status")).hasSize(1);
        assertThat(house.readiness.warnings()).isEmpty();
    }

    @Test
    void aConditionThatSomebodyForestalledIsWrittenAtTheNextVersion() {
        house.addOn("c1");
        house.beforeCondition.set(() -> house.addOn("c1", "elsewhere"));
        house.members.put("c1", Members.GOOD);
        house.start();

        await().until(() -> house.available("c1").equals("True ManagedClusterAddOnLeaseUpdated"));

        assertThat(house.writes("/status")).hasSize(2);
    }

    @Test
    void givesTheLeaseUpOnceWhenTheMemberIsUnhealthyAndRenewsItWhenItIsBack() {
        house.addOn("c1");
        house.members.put("c1", SILENT);
        house.start();
        await().until(() -> house.available("c1").equals("False ConnectionTimeout"));
        assertThat(Instant.parse(house.renewTime("c1"))).isBefore(Instant.now().minus(Duration.ofMinutes(5)));

        house.addOn("c2");
        house.members.put("c2", Members.GOOD);
        await().until(() -> house.writes("/namespaces/c2/leases").size() >= 4);
        assertThat(house.writes("/namespaces/c1/leases")).hasSizeLessThanOrEqualTo(2);

        house.members.put("c1", Members.GOOD);
        await().until(() -> house.available("c1").equals("True ManagedClusterAddOnLeaseUpdated"));
        assertThat(Instant.parse(house.renewTime("c1"))).isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    }

    @Test
    void namesTheRightThatIsMissingAndGoesOnWhenItIsThere() {
        house.forbidden.add("managedclusteraddons/status");
        house.addOn("c1");
        house.members.put("c1", Members.GOOD);
        house.start();

        await().until(() -> house.readiness.warnings().containsKey("ocm-addon-condition"));
        assertThat(house.readiness.warnings().get("ocm-addon-condition"))
                .isEqualTo("ManagedClusterAddOns do not tell how members are: grant the gateway's ServiceAccount, by a"
                        + " ClusterRole: - {apiGroups: [\"addon.open-cluster-management.io\"],"
                        + " resources: [\"managedclusteraddons/status\"], verbs: [\"patch\"]}");
        assertThat(house.readiness.isReady()).isTrue();
        house.forbidden.clear();

        await().until(() -> house.available("c1").startsWith("True"));
        await().until(() -> house.readiness.warnings().isEmpty());
    }

    @Test
    void mirrorsTheTokenAndItsNextOneOnlyWhereTheConfigurationAsksForIt() {
        house.addOn("c1");
        source("c1", "Zmlyc3Q=");
        house.hub.createNamespace("stranger");
        source("stranger", "Zmlyc3Q=");
        house.start();
        await().until(() -> !house.hub.requests().stream()
                .filter(request -> request.path().contains("clustergatewayconfigurations"))
                .toList()
                .isEmpty());
        assertThat(house.token("c1")).isEmpty();

        configuration("vela-system", "ClusterProxy");
        await().until(() -> house.token("c1").equals("Zmlyc3Q="));
        var secret = house.object("v1", "Secret", "vela-system", "c1").orElseThrow();
        assertThat(secret.at("/metadata/labels").toString())
                .contains(
                        "\"cluster.core.oam.dev/cluster-credential-type\":\"ServiceAccountToken\"",
                        "\"cluster.core.oam.dev/cluster-endpoint-type\":\"ClusterProxy\"");
        assertThat(secret.at("/data/ca.crt").asText()).isEqualTo("Y2E=");

        source("c1", "c2Vjb25k");
        await().until(() -> house.token("c1").equals("c2Vjb25k"));
        assertThat(house.token("stranger")).isEmpty();
        assertThat(house.writes("/namespaces/vela-system/secrets")).hasSize(2);
    }

    @Test
    void leavesASecretMadeByHandUntilItIsHandedOver() {
        house.addOn("c1");
        source("c1", "bmV3");
        house.hub.put("""
                apiVersion: v1
                kind: Secret
                metadata: {namespace: vela-system, name: c1}
                data: {token: aGFuZA==}
                """);
        configuration("vela-system", "Direct");
        house.start();

        await().until(() -> house.readiness.warnings().containsKey("ocm-addon-conflict/c1"));
        await().until(() -> !house.writes("/events").isEmpty());
        assertThat(house.token("c1")).isEqualTo("aGFuZA==");
        assertThat(house.writes("/events").get(0).bodyText())
                .contains(
                        "CredentialNotMirrored",
                        "kubectl label secret -n vela-system c1"
                                + " cluster.core.oam.dev/credential-source=ManagedServiceAccount")
                .doesNotContain("bmV3", "aGFuZA");

        house.hub.put("""
                apiVersion: v1
                kind: Secret
                metadata: {namespace: vela-system, name: c1, labels: {cluster.core.oam.dev/credential-source: ManagedServiceAccount}}
                data: {token: aGFuZA==}
                """);
        await().until(() -> house.token("c1").equals("bmV3"));
        assertThat(house.readiness.warnings()).isEmpty();
    }

    @Test
    void mirrorsNothingForAnotherGatewaysNamespace() {
        house.addOn("c1");
        source("c1", "bmV3");
        configuration("elsewhere", "Direct");
        house.start();

        await().until(() -> house.readiness.warnings().containsKey("ocm-addon-secret-namespace"));

        assertThat(house.readiness.warnings().get("ocm-addon-secret-namespace"))
                .endsWith("spec.secretNamespace: elsewhere (expected: vela-system, as --secret-namespace)");
        assertThat(house.writes("/secrets")).isEmpty();
    }

    @Test
    void neverPrintsAToken() {
        assertThat(new Token("dG9rZW4=", "Y2E=").toString()).isEqualTo("Token[masked]");
    }

    private void source(String cluster, String token) {
        house.hub.put("""
                apiVersion: v1
                kind: Secret
                metadata: {namespace: %s, name: cluster-gateway}
                data: {token: %s, ca.crt: Y2E=}
                """.formatted(cluster, token));
    }

    private void configuration(String namespace, String egress) {
        house.hub.put("""
                apiVersion: proxy.open-cluster-management.io/v1alpha1
                kind: ClusterGatewayConfiguration
                metadata: {name: cluster-gateway}
                spec:
                  secretNamespace: %s
                  secretManagement: {type: ManagedServiceAccount}
                  egress: {type: %s}
                """.formatted(namespace, egress));
    }
}
