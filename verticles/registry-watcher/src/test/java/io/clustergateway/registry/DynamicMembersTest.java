package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members whose credential comes from a plugin: real processes, with the test as hub and forwarder. */
final class DynamicMembersTest {
    private static final String WARNING = "member-secret/d";

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);

    @TempDir
    private Path folder;

    private Path calls;
    private Path failing;
    private Path plugin;
    private Optional<House> open = Optional.empty();

    @BeforeEach
    void writeThePlugin() throws IOException {
        calls = Files.createFile(folder.resolve("calls"));
        failing = folder.resolve("failing");
        plugin = Files.writeString(folder.resolve("plugin"), """
                #!/bin/bash
                echo call >> %s
                if [ -e %s ]; then exit 1; fi
                if [ "$1" = hang ]; then sleep 600; fi
                if [ -n "$1" ]; then
                  end=", \\"expirationTimestamp\\": \\"$(date -u -d "+$1 seconds" +%%Y-%%m-%%dT%%H:%%M:%%S.%%NZ)\\""
                fi
                echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",'
                echo "\\"status\\": {\\"token\\": \\"token-$(wc -l < %s)\\"$end}}"
                """.formatted(calls, failing, calls));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void close() {
        open.ifPresent(House::close);
        vertx.close().await();
    }

    @Test
    void runsThePluginOnceHoweverOftenTheSecretIsReadAndTableAndReadsAgree() throws IOException {
        hub.put(dynamic(plugin.toString()));
        House house = house();
        await().until(() -> token(house).equals("token-1"));
        for (int i = 0; i < 20; i++) {
            hub.put(annotation(dynamic(plugin.toString()), "cluster.core.oam.dev/cluster-alias", "alias-" + i));
        }
        await().until(() -> cluster(house).orElseThrow().alias().equals("alias-19"));
        assertThat(calls()).isOne();
        assertThat(house.readiness.warnings()).isEmpty();
        assertThat(house.metrics.scrape())
                .contains("cluster_gateway_exec_plugin_calls_total{call_status=\"no_error\"} 1.0");
        String served = house.list("").body().toString();
        assertThat(served).contains("\"credential\":{\"type\":\"Dynamic\"}").doesNotContain("token-1", "healthyReason");
    }

    @Test
    void renewsACredentialBeforeItsEndWithoutTheMemberEverBeingBroken() throws IOException {
        hub.put(dynamic(plugin.toString(), "2"));
        House house = house();
        await().until(() -> cluster(house).isPresent());
        int from = house.tables.size();
        await().until(() -> calls() >= 4 && token(house).equals("token-4"));
        List<ClusterTable> later = house.tables.subList(from, house.tables.size());
        assertThat(later).allMatch(table -> table.find("d").orElseThrow() instanceof Cluster);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "/bin/sh", "plugin", "FOLDER/./plugin", "FOLDER/link"})
    void startsNoProcessForAnythingThatIsNotAllowed(String command) throws IOException {
        Path witness = folder.resolve("witness");
        Files.createSymbolicLink(folder.resolve("link"), plugin);
        hub.put(dynamic(command.replace("FOLDER", folder.toString()), "-c", "touch " + witness));
        House house = house();
        assertThat(fault(house)).contains("a command that may not be run", "--allow-exec-plugin");
        assertThat(house.readiness.warnings().get(WARNING)).contains("--allow-exec-plugin");
        assertThat(house.metrics.scrape()).doesNotContain("exec_plugin_calls_total{");
        assertThat(calls()).isZero();
        assertThat(witness).doesNotExist();
    }

    @Test
    void isOffWithoutTheFlag() throws IOException {
        hub.put(dynamic(plugin.toString()));
        try (House house = new House(vertx, new JsonObject(), Optional.of(hub.kubeconfig(folder)))) {
            await().until(() -> house.knows("d"));
            assertThat(fault(house)).contains("(expected: one of --allow-exec-plugin, by its absolute path)");
        }
        assertThat(calls()).isZero();
    }

    @Test
    void usesAnOldCredentialToItsEndWhileThePluginFailsAndRecoversWithIt() throws IOException {
        hub.put(dynamic(plugin.toString(), "3"));
        House house = house();
        await().until(() -> token(house).equals("token-1"));
        Files.createFile(failing);
        await().until(() -> house.readiness.warnings().getOrDefault(WARNING, "").contains("last credential is used"));
        assertThat(token(house)).isEqualTo("token-1");
        await().until(() -> fault(house).endsWith("plugin: it exited with code 1"));
        JsonObject status =
                house.list("").body().toJsonObject().getJsonArray("items").getJsonObject(0);
        assertThat(status.getJsonObject("status").getString("healthyReason")).contains("it exited with code 1");
        Files.delete(failing);
        await().until(() ->
                cluster(house).isPresent() && house.readiness.warnings().isEmpty());
    }

    @Test
    void killsAHangingPluginAndSaysSo() throws IOException {
        hub.put(dynamic(plugin.toString(), "hang"));
        House house = house();
        await().until(() -> fault(house).contains("it was killed, not done within 2000 ms"));
        assertThat(house.metrics.scrape())
                .contains("cluster_gateway_exec_plugin_calls_total{call_status=\"plugin_execution_error\"}");
    }

    @Test
    void renewsACredentialThatTheMemberRefusesAndHearsNoOldNews() throws IOException {
        hub.put(dynamic(plugin.toString()));
        House house = house();
        await().until(() -> token(house).equals("token-1"));
        Cluster first = cluster(house).orElseThrow();

        for (int i = 0; i < 50; i++) {
            assertThat(house.reject(first)).isTrue();
        }

        await().until(() -> token(house).equals("token-2"));
        assertThat(cluster(house).orElseThrow().connectionKey()).isNotEqualTo(first.connectionKey());
        assertThat(house.reject(first)).isFalse();
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aSecretOfAnotherConfigurationOrUidGetsACredentialOfItsOwn() throws IOException {
        hub.put(dynamic(plugin.toString()));
        House house = house();
        await().until(() -> token(house).equals("token-1"));
        hub.put(dynamic(plugin.toString(), "600"));
        await().until(() -> token(house).equals("token-2"));
        JsonObject other = dynamic(plugin.toString(), "600");
        other.getJsonObject("metadata").put("uid", "another");
        hub.put(other);
        await().until(() -> token(house).equals("token-3"));
        hub.delete("d");
        await().until(() -> house.knows());
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void worksWithoutAHub() throws IOException {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        JsonObject secret = dynamic(plugin.toString(), "2").put("apiVersion", "v1");
        Files.writeString(manifests.resolve("d.yaml"), secret.encode());
        JsonObject settings = settings().put("clustersFrom", manifests.toString());
        try (House house = new House(vertx, settings, Optional.empty())) {
            await().until(() -> house.knows("d") && token(house).equals("token-3"));
        }
    }

    @Test
    void warnsOfAnAllowedPluginThatIsNotThere() throws IOException {
        JsonObject settings = new JsonObject().put("allowExecPlugin", folder + "/none");
        try (House house = new House(vertx, settings, Optional.of(hub.kubeconfig(folder)))) {
            await().until(() ->
                    house.readiness.warnings().getOrDefault("exec-plugin", "").contains("/none cannot be executed"));
            assertThat(house.readiness.isReady()).isTrue();
        }
    }

    private House house() throws IOException {
        House house = new House(vertx, settings(), Optional.of(hub.kubeconfig(folder)));
        open = Optional.of(house);
        await().until(() -> house.knows("d") && hub.isWatched());
        return house;
    }

    private JsonObject settings() {
        return new JsonObject().put("allowExecPlugin", plugin.toString()).put("execPluginTimeout", "2s");
    }

    private static JsonObject dynamic(String command, String... args) {
        JsonObject exec = new JsonObject()
                .put("apiVersion", "client.authentication.k8s.io/v1")
                .put("interactiveMode", "Never")
                .put("command", command)
                .put("args", new JsonArray(List.of((Object[]) args)));
        JsonObject secret = label(Secrets.token("d", "https://d.example"), SecretReader.SELECTOR, "Dynamic");
        return data(secret, "exec", exec.encode());
    }

    private long calls() throws IOException {
        return Files.readAllLines(calls).size();
    }

    private static Optional<Cluster> cluster(House house) {
        Member member = house.table().find("d").orElseThrow();
        return member instanceof Cluster cluster ? Optional.of(cluster) : Optional.empty();
    }

    private static String token(House house) {
        return cluster(house)
                .flatMap(cluster -> cluster.credential().bearerToken())
                .map(bearer -> bearer.token())
                .orElse("");
    }

    private static String fault(House house) {
        return house.table().find("d").orElseThrow() instanceof BrokenMember broken ? broken.fault() : "";
    }
}
