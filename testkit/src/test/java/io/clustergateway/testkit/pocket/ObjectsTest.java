package io.clustergateway.testkit.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class ObjectsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private PocketApiServer server;
    private Caller admin;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        server = new PocketApiServer(vertx, PocketOptions.create("objects-ca"))
                .start()
                .await(20, TimeUnit.SECONDS);
        admin = Caller.of(vertx, server, server.admin());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop().await(20, TimeUnit.SECONDS);
    }

    @Test
    void refusesSecondCreationAndStaleUpdates() {
        JsonNode first = admin.post(MAPS, configMap("one")).json();
        assertThat(admin.post(MAPS, configMap("one")).json().path("reason").asText())
                .isEqualTo("AlreadyExists");

        admin.call(
                HttpMethod.PATCH,
                MAPS + "/one",
                "{\"data\":{\"a\":\"1\"}}",
                "Content-Type",
                "application/merge-patch+json");
        Caller.Answer stale =
                admin.call(HttpMethod.PUT, MAPS + "/one", first.toString(), "Content-Type", "application/json");

        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.json().path("message").asText()).contains("the object has been modified");
    }

    @Test
    void listsInPagesAndNamesTheRest() {
        List.of("a", "b", "c").forEach(name -> admin.post(MAPS, configMap(name)));

        JsonNode first = admin.get(MAPS + "?limit=2").json();
        JsonNode second = admin.get(MAPS + "?limit=2&continue="
                        + first.at("/metadata/continue").asText())
                .json();

        assertThat(first.path("items")).hasSize(2);
        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
        assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("c");
        assertThat(second.path("metadata").has("continue")).isFalse();
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
    }

    @Test
    void selectsByFieldAndRefusesUnknownFields() {
        admin.post(MAPS, configMap("a"));

        assertThat(admin.get(MAPS + "?fieldSelector=metadata.name%3Da").json().path("items"))
                .hasSize(1);
        assertThat(admin.get(MAPS + "?fieldSelector=metadata.name!%3Da").json().path("items"))
                .isEmpty();
        assertThat(admin.get(MAPS + "?fieldSelector=data.x%3Da")
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("field label not supported: data.x");
    }

    @Test
    void watchesFromAVersionWithEveryKindOfEvent() {
        String version = admin.get(MAPS).json().at("/metadata/resourceVersion").asText();
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: w, labels: {on: 'yes'}}}");
        List<JsonNode> events = admin.watch(MAPS + "?watch=1&labelSelector=on%3Dyes&resourceVersion=" + version);
        await().until(() -> events.size() == 1);
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: w, labels: {on: 'yes'}}, data: {a: b}}");
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: w, labels: {on: 'no'}}}");
        server.delete("v1", "ConfigMap", "default", "w");
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: last, labels: {on: 'yes'}}}");

        await().until(() -> events.size() == 4);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("ADDED", "MODIFIED", "DELETED", "ADDED");
    }

    @Test
    void saysExpiredWhenTheHistoryIsGone() {
        String version = admin.get(MAPS).json().at("/metadata/resourceVersion").asText();
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}");
        server.compact();

        List<JsonNode> events = admin.watch(MAPS + "?watch=1&resourceVersion=" + version);

        await().until(() -> events.size() == 1);
        assertThat(events.get(0).path("type").asText()).isEqualTo("ERROR");
        assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
    }

    @Test
    void marksTheEndOfInitialEvents() {
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}");

        List<JsonNode> events = admin.watch(
                MAPS + "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");

        await().until(() -> events.size() == 2);
        assertThat(events.get(1).path("type").asText()).isEqualTo("BOOKMARK");
        assertThat(events.get(1)
                        .at("/object/metadata/annotations")
                        .path("k8s.io/initial-events-end")
                        .asText())
                .isEqualTo("true");
        assertThat(admin.get(MAPS + "?watch=1&sendInitialEvents=true").code()).isEqualTo(422);
    }

    @Test
    void endsWatchesOnTimeAndOnDemand() {
        admin.watch(MAPS + "?watch=1&timeoutSeconds=1");
        admin.watch(MAPS + "?watch=1");
        await().until(() -> server.openWatches() == 2);
        await().until(() -> server.openWatches() == 1);
        server.endWatches();
        await().until(() -> server.openWatches() == 0);
    }

    @Test
    void mergesContainersByNameInStrategicPatches() {
        server.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec: {containers: [{name: a, image: one}, {name: b, image: two}]}
                """);

        JsonNode patched = admin.call(
                        HttpMethod.PATCH,
                        "/api/v1/namespaces/default/pods/p",
                        "{\"spec\":{\"containers\":[{\"name\":\"b\",\"image\":\"three\"}]}}",
                        "Content-Type",
                        "application/strategic-merge-patch+json")
                .json();

        assertThat(patched.at("/spec/containers")).hasSize(2);
        assertThat(patched.at("/spec/containers/1/image").asText()).isEqualTo("three");
    }

    @Test
    void keepsObjectsWithFinalizersUntilTheyAreReleased() {
        server.put("{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [example.org/hold]}}");

        admin.call(HttpMethod.DELETE, MAPS + "/held", "");
        JsonNode marked = admin.get(MAPS + "/held").json();
        admin.call(
                HttpMethod.PATCH,
                MAPS + "/held",
                "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]",
                "Content-Type",
                "application/json-patch+json");

        assertThat(marked.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
        assertThat(admin.get(MAPS + "/held").code()).isEqualTo(404);
    }

    @Test
    void refusesDeletionUnderAFailedPrecondition() {
        admin.post(MAPS, configMap("kept"));

        Caller.Answer refused = admin.call(
                HttpMethod.DELETE,
                MAPS + "/kept",
                "{\"preconditions\":{\"uid\":\"other\"}}",
                "Content-Type",
                "application/json");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(server.find("v1", "ConfigMap", "default", "kept")).isPresent();
    }

    @Test
    void printsTablesAndPartialMetadata() {
        admin.post(MAPS, configMap("t"));

        JsonNode table = admin.get(MAPS, "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .json();
        JsonNode partial = admin.get(MAPS, "Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                .json();

        assertThat(table.at("/rows/0/cells/0").asText()).isEqualTo("t");
        assertThat(table.at("/rows/0/cells/1").isInt()).isTrue();
        assertThat(partial.at("/items/0/kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(partial.at("/items/0").has("data")).isFalse();
        assertThat(admin.get(MAPS, "Accept", "application/vnd.kubernetes.protobuf")
                        .code())
                .isEqualTo(406);
    }

    @Test
    void servesTypesThatATestAdds() {
        assertThat(admin.get("/apis/cluster.open-cluster-management.io/v1/managedclusters")
                        .code())
                .isEqualTo(404);
        server.serve(ResourceType.stored(
                "cluster.open-cluster-management.io", "v1", "ManagedCluster", "managedclusters", false));
        server.put("{apiVersion: cluster.open-cluster-management.io/v1, kind: ManagedCluster, metadata: {name: m}}");

        assertThat(admin.get("/apis/cluster.open-cluster-management.io/v1/managedclusters/m")
                        .code())
                .isEqualTo(200);
        assertThat(admin.get("/apis/cluster.open-cluster-management.io/v1").body())
                .contains("managedclusters");
    }

    private static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }
}
