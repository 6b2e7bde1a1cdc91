package io.clustergateway.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.hub.HubApi;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a member's Secret while others write to it. */
final class MembersTest {
    private static final String HEALTHY = "status.cluster.core.oam.dev/healthy";

    private final Vertx vertx = Vertx.vertx();
    private final PocketApiServer hub = new PocketApiServer(vertx, PocketOptions.create("hub"));
    private HubApi api;
    private Members members;

    @BeforeEach
    void start(@TempDir Path folder) {
        hub.createNamespace("vela-system");
        hub.start().await();
        api = HubApi.connect(
                vertx, Optional.of(hub.kubeconfig("hub", hub.admin()).writeTo(folder.resolve("config"))), "test/1");
        members = new Members(api, "vela-system", Duration.ofSeconds(5));
        secret("{}", "Zmlyc3Q=");
    }

    @AfterEach
    void stop() {
        api.close();
        hub.stop().await();
        vertx.close().await();
    }

    @Test
    void whatTheProberWroteMeanwhileIsNoObstacleAndStays() {
        JsonObject known = members.get("alpha");
        secret("{%s: \"false\"}".formatted(HEALTHY), "Zmlyc3Q=");

        JsonObject written = members.update(known, now -> withToken(now, "bmV4dA=="), DryRun.NONE);

        assertThat(written.getJsonObject("data").getString("token")).isEqualTo("bmV4dA==");
        assertThat(written.getJsonObject("metadata")
                        .getJsonObject("annotations")
                        .getString(HEALTHY))
                .isEqualTo("false");
    }

    @Test
    void whatSomebodyElseMadeOfItMeanwhileIsNotOverwritten() {
        JsonObject known = members.get("alpha");
        secret("{}", "b3RoZXI=");

        assertThatThrownBy(() -> members.update(known, now -> withToken(now, "bmV4dA=="), DryRun.NONE))
                .isInstanceOf(ServerFault.class)
                .hasMessageContaining("Conflict");
        assertThat(members.get("alpha").getJsonObject("data").getString("token"))
                .isEqualTo("b3RoZXI=");
    }

    private static JsonObject withToken(JsonObject secret, String token) {
        JsonObject copy = secret.copy();
        copy.getJsonObject("data").put("token", token);
        return copy;
    }

    private void secret(String annotations, String token) {
        hub.put("""
                apiVersion: v1
                kind: Secret
                metadata:
                  namespace: vela-system
                  name: alpha
                  labels: {cluster.core.oam.dev/cluster-credential-type: ServiceAccountToken}
                  annotations: %s
                data: {token: %s}
                """.formatted(annotations, token));
    }
}
