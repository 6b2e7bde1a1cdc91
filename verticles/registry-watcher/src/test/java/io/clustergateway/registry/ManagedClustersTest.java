package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members and virtualclusters beside ManagedClusters that come, change and go. */
final class ManagedClustersTest {
    private static final String SECRET = "https://secret.example:443";
    private static final String MANAGED = "https://managed.example:6443";

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aMemberIsNeverShownElsewhereThanItsManagedClusterSaysAndMovesWithIt() throws IOException {
        hub.install();
        hub.putCluster(Clusters.at("alpha", MANAGED));
        hub.put(token("alpha", SECRET));
        hub.put(token("plain", SECRET));
        try (House house = house(true)) {
            await().until(() -> house.knows("alpha", "plain") && hub.areClustersWatched());
            assertThat(house.tables).allMatch(table -> url(table, "alpha").equals(MANAGED));
            assertThat(url(house.table(), "plain")).isEqualTo(SECRET);
            String before = key(house);

            hub.putCluster(Clusters.at("alpha", "https://moved.example"));

            await().until(() -> url(house.table(), "alpha").equals("https://moved.example:443"));
            assertThat(key(house)).isNotEqualTo(before);
            hub.putCluster(Clusters.without("alpha"));
            await().until(() -> url(house.table(), "alpha").equals(SECRET));
            assertThat(house.readiness.warnings()).isEmpty();
        }
    }

    @Test
    void doesNotLookAtAddressesUnlessAskedTo() throws IOException {
        hub.install();
        hub.putCluster(Clusters.at("alpha", MANAGED));
        hub.put(token("alpha", SECRET));
        try (House house = house(false)) {
            await().until(() -> house.knows("alpha") && house.table().managed().contains("alpha"));
            assertThat(house.tables)
                    .allMatch(table -> !table.members().containsKey("alpha")
                            || url(table, "alpha").equals(SECRET));
        }
    }

    @Test
    void noticesThatTheDefinitionComesAndGoesAndComesAgain() throws IOException {
        hub.put(token("alpha", SECRET));
        try (House house = house(true)) {
            await().until(() ->
                    house.knows("alpha") && url(house.table(), "alpha").equals(SECRET));
            assertThat(house.readiness.isReady()).isTrue();
            assertThat(house.readiness.warnings()).isEmpty();
            hub.putCluster(Clusters.at("alpha", MANAGED));
            hub.install();
            await().until(() -> url(house.table(), "alpha").equals(MANAGED) && hub.areClustersWatched());

            hub.uninstall();
            await().until(() -> url(house.table(), "alpha").equals(SECRET));
            assertThat(house.table().managed()).isEmpty();

            hub.putCluster(Clusters.at("alpha", MANAGED));
            hub.install();
            await().until(() -> url(house.table(), "alpha").equals(MANAGED) && hub.areClustersWatched());
        }
    }

    @Test
    void forgetsThoseThatWentUnseenWithTheDefinition() throws IOException {
        hub.install();
        hub.putCluster(Clusters.at("alpha", MANAGED));
        hub.put(token("alpha", SECRET));
        try (House house = house(true)) {
            await().until(() -> house.knows("alpha") && hub.areClustersWatched());
            hub.uninstallUnseen();
            await().until(() -> url(house.table(), "alpha").equals(SECRET));
            assertThat(house.table().managed()).isEmpty();
        }
    }

    @Test
    void aBadAddressBreaksThatMemberAloneUntilItIsMended() throws IOException {
        hub.install();
        hub.putCluster(Clusters.at("bad", "ftp://managed.example"));
        hub.put(token("bad", SECRET));
        hub.put(token("good", SECRET));
        try (House house = house(true)) {
            await().until(() -> house.knows("bad", "good") && hub.areClustersWatched());
            assertThat(house.table().find("bad"))
                    .get()
                    .isInstanceOfSatisfying(
                            BrokenMember.class,
                            broken -> assertThat(broken.fault())
                                    .isEqualTo("Secret vela-system/bad: managedClusterClientConfigs[0].url of its"
                                            + " ManagedCluster: no usable address (expected: https://host:port[/path], without"
                                            + " user, query or fragment)"));
            assertThat(house.readiness.warnings()).containsOnlyKeys("member-secret/bad");
            assertThat(url(house.table(), "good")).isEqualTo(SECRET);

            hub.putCluster(Clusters.at("bad", MANAGED));

            await().until(() -> house.readiness.warnings().isEmpty());
            await().until(() -> url(house.table(), "bad").equals(MANAGED));
        }
    }

    @Test
    void namesAMissingRightWhereTheyAreWantedAndServesSecretsAlone() throws IOException {
        hub.install();
        hub.forbidClusters(true);
        hub.putCluster(Clusters.at("alpha", MANAGED));
        hub.put(token("alpha", SECRET));
        try (House house = house(true)) {
            await().until(() -> house.knows("alpha"));
            assertThat(house.readiness.isReady()).isTrue();
            assertThat(house.readiness.warnings().get("managed-clusters"))
                    .contains("managedclusters is forbidden; grant the gateway's ServiceAccount, by a ClusterRole:")
                    .contains(
                            "- {apiGroups: [\"cluster.open-cluster-management.io\"], resources: [\"managedclusters\"],"
                                    + " verbs: [\"get\", \"list\", \"watch\"]}");
            hub.forbidClusters(false);
            await().until(() -> url(house.table(), "alpha").equals(MANAGED));
            assertThat(house.readiness.warnings()).isEmpty();
        }
    }

    @Test
    void doesNotMissARightThatNobodyAskedToUse() throws IOException {
        hub.install();
        hub.forbidClusters(true);
        hub.put(token("alpha", SECRET));
        try (House house = house(false)) {
            await().until(() -> house.knows("alpha"));
            hub.forbidClusters(false);
            await().until(hub::areClustersWatched);
            assertThat(house.readiness.warnings()).isEmpty();
        }
    }

    @Test
    void virtualclustersAreWatchedThroughAllThatHappensToOne() throws IOException {
        hub.install();
        hub.put(token("gamma", SECRET));
        try (House house = house(false)) {
            await().until(() -> house.knows("gamma") && hub.isWatched() && hub.areClustersWatched());
            String from = house.table().resourceVersion();
            WatchReader virtual = house.watch("virtualclusters", "watch=true&resourceVersion=" + from, 100);
            WatchReader gateways = house.watch("clustergateways", "watch=true&resourceVersion=" + from, 100);

            hub.putCluster(Clusters.at("beta", MANAGED));
            await().until(() -> virtual.lines() == 1);
            hub.putCluster(Clusters.beat(Clusters.at("beta", MANAGED), "1"));
            hub.put(token("beta", SECRET));
            await().until(() -> virtual.lines() == 2);
            hub.putCluster(Clusters.beat(Clusters.at("beta", MANAGED), "2"));
            hub.delete("beta");
            await().until(() -> virtual.lines() == 3);
            hub.deleteCluster("beta");
            await().until(() -> virtual.lines() == 4);

            assertThat(virtual.told())
                    .containsExactly("ADDED beta 12", "MODIFIED beta 14", "MODIFIED beta 16", "DELETED beta 17");
            assertThat(virtual.events())
                    .extracting(event ->
                            event.getJsonObject("object").getJsonObject("spec").getString("credential-type"))
                    .containsExactly("ManagedCluster", "ServiceAccountToken", "ManagedCluster", "ManagedCluster");
            assertThat(gateways.told()).containsExactly("ADDED beta 14", "DELETED beta 16");
        }
    }

    private House house(boolean ocmIntegration) throws IOException {
        return new House(
                vertx, new JsonObject().put("ocmIntegration", ocmIntegration), Optional.of(hub.kubeconfig(folder)));
    }

    private static String url(ClusterTable table, String name) {
        return table.find(name)
                .filter(Cluster.class::isInstance)
                .map(member -> ((Cluster) member).endpoint().url())
                .orElse("");
    }

    private static String key(House house) {
        return ((Cluster) house.table().find("alpha").orElseThrow()).connectionKey();
    }
}
