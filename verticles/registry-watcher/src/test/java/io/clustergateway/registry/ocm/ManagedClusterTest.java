package io.clustergateway.registry.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.registry.Clusters;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagedClusterTest {
    @Test
    void readsTheFirstAddress() {
        ManagedCluster cluster = ManagedCluster.read(Clusters.ca(Clusters.at("alpha", "https://a.example"), "Y2E="));

        assertThat(cluster.address()).contains(new ManagedAddress("https://a.example", "Y2E="));
        assertThat(cluster.accepted()).isTrue();
        assertThat(cluster.labels()).containsOnlyKeys("region");
        assertThat(cluster.isServed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'metadata':{'name':7},'spec':[]}",
                "{'spec':{'hubAcceptsClient':'true','managedClusterClientConfigs':{}}}",
                "{'spec':{'managedClusterClientConfigs':[]}}",
                "{'spec':{'managedClusterClientConfigs':['https://a.example']}}"
            })
    void readsWhateverThereIs(String json) {
        ManagedCluster cluster = ManagedCluster.read(new JsonObject(json.replace('\'', '"')));

        assertThat(cluster.name()).isEmpty();
        assertThat(cluster.accepted()).isFalse();
        assertThat(cluster.isServed()).isFalse();
    }

    @Test
    void isTheSameAfterAHeartbeatAndAnotherAfterAMove() {
        ManagedCluster before = ManagedCluster.read(Clusters.at("alpha", "https://a.example"));
        JsonObject beat = Clusters.beat(Clusters.at("alpha", "https://a.example"), "now");
        beat.getJsonObject("metadata").put("resourceVersion", "6");

        assertThat(before.isSame(ManagedCluster.read(beat))).isTrue();
        assertThat(before.isSame(ManagedCluster.read(Clusters.at("alpha", "https://b.example"))))
                .isFalse();
    }

    @Test
    void pausesGrowToTheLongestAndNoTwoReplicasShareThem() {
        Pauses pauses = new Pauses(Duration.ofSeconds(5));
        Random random = new Random(7);

        assertThat(pauses.next(random)).isBetween(750L, 1_250L);
        assertThat(pauses.next(random)).isBetween(1_500L, 2_500L);
        assertThat(pauses.next(random)).isBetween(3_000L, 5_000L);
        assertThat(pauses.next(random)).isBetween(3_750L, 6_250L).isNotEqualTo(pauses.next(random));
        pauses.reset();
        assertThat(pauses.next(random)).isBetween(750L, 1_250L);
    }
}
