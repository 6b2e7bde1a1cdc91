package io.clustergateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderSourceTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void readsYamlAndJsonWithSeveralDocumentsAndStringData() throws IOException {
        write(
                "one.yaml",
                manifest("alpha", "https://alpha.example") + "---\n" + manifest("beta", "https://beta.example"));
        write("two.json", Secrets.token("gamma", "https://gamma.example").encodePrettily());
        write("notes.txt", "{");
        try (House house = house()) {
            await().until(() -> house.knows("alpha", "beta", "gamma"));
            Cluster alpha = (Cluster) house.table().find("alpha").orElseThrow();
            assertThat(alpha.endpoint().url()).isEqualTo("https://alpha.example:443");
            assertThat(alpha.uid()).isNotEmpty();
            assertThat(house.list("").body().toJsonObject().getJsonArray("items"))
                    .hasSize(3);
        }
    }

    @Test
    void followsChangesWithVersionsOfItsOwn() throws IOException {
        write("one.yaml", manifest("alpha", "https://alpha.example"));
        write("two.yaml", manifest("beta", "https://beta.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha", "beta"));
            String before = house.table().resourceVersion();
            Files.delete(folder.resolve("two.yaml"));
            write("one.yaml", manifest("alpha", "https://moved.example"));
            await().until(() -> house.knows("alpha")
                    && ((Cluster) house.table().find("alpha").orElseThrow())
                            .endpoint()
                            .host()
                            .equals("moved.example"));
            assertThat(Long.parseLong(house.table().resourceVersion())).isGreaterThan(Long.parseLong(before));
            house.kill();
            int published = house.tables.size();
            await().until(() -> house.tables.size() > published && house.knows("alpha"));
            await().until(house.readiness::isReady);
        }
    }

    @Test
    void isWatchedLikeAHubAndToldThatVersionsOfAnEarlierDeploymentAreGone() throws IOException {
        write("one.yaml", manifest("alpha", "https://alpha.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha"));
            String version = house.table().resourceVersion();
            WatchReader watch = house.watch("watch=true&resourceVersion=" + version, 10);
            write("one.yaml", manifest("alpha", "https://moved.example"));
            write("two.yaml", manifest("beta", "https://beta.example"));
            await().until(() -> watch.told().size() == 2);
            assertThat(watch.told()).noneMatch(event -> event.startsWith("DELETED"));
            house.kill();
            await().until(watch::isEnded);
            await().until(house.readiness::isReady);
            WatchReader again = house.watch("watch=true&resourceVersion=" + version, 10);
            await().until(again::isEnded);
            assertThat(again.told()).containsExactly("ERROR Expired ");
        }
    }

    @Test
    void aBrokenFileKeepsItsLastMembersAndIsNamedWithItsLine() throws IOException {
        write("one.yaml", manifest("alpha", "https://alpha.example"));
        write("two.yaml", manifest("beta", "https://beta.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha", "beta"));
            write("one.yaml", manifest("alpha", "https://alpha.example") + "---\nkind: [\n  \"open\n");
            write("three.yaml", manifest("gamma", "https://gamma.example"));
            await().until(() -> house.knows("alpha", "beta", "gamma"));
            assertThat(house.readiness.warnings().get("clusters-from/one.yaml")).startsWith("one.yaml:");
            assertThat(house.readiness.isReady()).isTrue();
            write("one.yaml", manifest("alpha", "https://alpha.example"));
            await().until(() -> house.readiness.warnings().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: !!int many\n", "metadata: &it {labels: *it}\n", "kind: !!binary \"*\"\n"})
    void whatNoParserTakesHidesNoOtherFile(String text) throws IOException {
        write("one.yaml", text);
        write("two.yaml", manifest("beta", "https://beta.example"));
        try (House house = house()) {
            await().until(() -> house.knows("beta"));
            assertThat(house.readiness.warnings().get("clusters-from/one.yaml")).startsWith("one.yaml:1: ");
        }
    }

    @Test
    void namesOtherNamespacesAndDoubledNames() throws IOException {
        write("one.yaml", manifest("alpha", "https://alpha.example"));
        write("two.yaml", manifest("alpha", "https://other.example"));
        write(
                "three.yaml",
                manifest("beta", "https://beta.example").replace("name: beta", "name: beta\n  namespace: x"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha"));
            assertThat(house.readiness.warnings())
                    .containsOnlyKeys("clusters-from/two.yaml", "clusters-from/three.yaml");
        }
    }

    @Test
    void refusesToStartWithoutTheFolder() {
        assertThatThrownBy(() -> new House(
                        vertx,
                        new JsonObject()
                                .put("clustersFrom", folder.resolve("none").toString()),
                        Optional.empty()))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--clusters-from");
    }

    private House house() {
        return new House(vertx, new JsonObject().put("clustersFrom", folder.toString()), Optional.empty());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static String manifest(String name, String endpoint) {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  creationTimestamp: 2024-05-06T10:00:00Z
                  labels:
                    cluster.core.oam.dev/cluster-credential-type: ServiceAccountToken
                stringData:
                  endpoint: %s
                  token: abc
                """.formatted(name, endpoint);
    }
}
