package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.registry.Clusters;
import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ManagedClusters among virtualclusters; a name of n letters is from the day n + 1 of its month. */
final class ManagedVirtualClustersTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-10T10:00:00Z"), ZoneOffset.UTC);

    private final Snapshots snapshots = new Snapshots();
    private final Reads virtual = Reads.ofVirtualClusters(CLOCK);
    private Snapshot current = Snapshot.EMPTY.at("9");

    @BeforeEach
    void have() {
        SecretReader reader = SecretReader.withoutPlugins(false, false, CLOCK);
        have(annotation(Clusters.at("one", "https://one.example"), "cluster.core.oam.dev/cluster-alias", "First"));
        JsonObject refused = Clusters.at("seven-x", "https://seven.example");
        refused.getJsonObject("spec").put("hubAcceptsClient", false);
        have(refused);
        have(Clusters.without("without"));
        have(Clusters.at("local", "https://local.example"));
        have(Clusters.at("alpha", "https://alpha.example"));
        current = current.with(reader.read(token("alpha", "https://secret.example")));
        snapshots.add(current);
    }

    @Test
    void areListedAmongMembersNewestFirst() {
        assertThat(names(list(""))).containsExactly("local", "seven-x", "alpha", "one");
    }

    @Test
    void areServedWithWhatTheGoProgramShows() {
        JsonObject one = get("one");

        assertThat(one.getJsonObject("spec")).isEqualTo(new JsonObject("""
                        {"alias":"First","accepted":true,"endpoint":"-","credential-type":"ManagedCluster"}
                        """));
        assertThat(one.getJsonObject("metadata")).isEqualTo(new JsonObject("""
                        {"name":"one","uid":"managed-one","resourceVersion":"5",
                         "creationTimestamp":"2024-05-04T10:00:00Z",
                         "labels":{"cluster.core.oam.dev/control-plane":"false","region":"ap"}}
                        """));
        assertThat(one.encode()).doesNotContain(CANARY);
        assertThat(get("seven-x").getJsonObject("spec").getBoolean("accepted")).isFalse();
    }

    @Test
    void areHiddenByASecretOfTheirNameAndWithoutAnAddress() {
        assertThat(get("alpha").getJsonObject("spec").getString("credential-type"))
                .isEqualTo("ServiceAccountToken");
        assertThat(get("local").getJsonObject("spec").getString("credential-type"))
                .isEqualTo("Internal");
        assertThatThrownBy(() -> get("without")).isInstanceOf(Failure.class).hasMessageContaining("not found");
    }

    @Test
    void areNoClustergateways() {
        JsonObject gateways = Reads.ofClusterGateways(false)
                .prepare(new ResourceQuestion("list", "", "", "", ""), snapshots)
                .get()
                .body()
                .toJsonObject();

        assertThat(names(gateways)).containsExactly("alpha");
    }

    @Test
    void areSelectedByTheirLabelsAndName() {
        assertThat(names(list("labelSelector=region%3Dap"))).containsExactly("seven-x", "one");
        assertThat(names(list("labelSelector=cluster.core.oam.dev%2Fcontrol-plane%3Dfalse")))
                .containsExactly("seven-x", "alpha", "one");
        assertThat(names(list("labelSelector=cluster.core.oam.dev%2Fhidden"))).isEmpty();
        assertThat(names(list("fieldSelector=metadata.name%3Done"))).containsExactly("one");
    }

    @Test
    void arePagedWithMembers() {
        JsonObject first = list("limit=2");
        String next = first.getJsonObject("metadata").getString("continue");
        have(Clusters.at("another", "https://another.example"));
        snapshots.add(current.at("11"));

        assertThat(names(first)).containsExactly("local", "seven-x");
        assertThat(names(list("limit=2&continue=" + next))).containsExactly("alpha", "one");
    }

    @Test
    void areRowsOfATable() {
        JsonArray rows = answer(
                        "list", "", "fieldSelector=metadata.name%3Done", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .getJsonArray("rows");

        assertThat(rows.getJsonObject(0).getJsonArray("cells")).isEqualTo(new JsonArray("""
                        ["one","First","ManagedCluster","-","true",
                         "cluster.core.oam.dev/control-plane=false,region=ap","6d"]
                        """));
    }

    private void have(JsonObject cluster) {
        current = current.with(ManagedCluster.read(cluster));
    }

    private JsonObject list(String query) {
        return answer("list", "", query, "");
    }

    private JsonObject get(String name) {
        return answer("get", name, "", "");
    }

    private JsonObject answer(String verb, String name, String query, String accept) {
        return virtual.prepare(new ResourceQuestion(verb, name, query, accept, ""), snapshots)
                .get()
                .body()
                .toJsonObject();
    }

    private static List<String> names(JsonObject list) {
        return list.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
    }
}
