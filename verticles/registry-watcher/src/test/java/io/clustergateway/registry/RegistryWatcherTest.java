package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class RegistryWatcherTest {
    private static final String CONDITION = "registry-watcher";

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);
    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.clustergateway");

    @TempDir
    private Path folder;

    @BeforeEach
    void listenToLogs() {
        logs.start();
        ours.setLevel(Level.TRACE);
        ours.addAppender(logs);
    }

    @AfterEach
    void close() {
        ours.detachAppender(logs);
        vertx.close().await();
    }

    @Test
    void publishesMembersAndFollowsTheirChanges() throws IOException {
        hub.put(token("alpha", "https://alpha.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha") && hub.isWatched());
            assertThat(house.table().resourceVersion()).isEqualTo("11");
            hub.put(data(token("alpha", "https://alpha.example"), "token", "rotated"));
            hub.put(token("beta", "https://beta.example"));
            await().until(() -> house.knows("alpha", "beta"));
            assertThat(house.table().find("alpha"))
                    .get()
                    .extracting(member -> ((Cluster) member).credential())
                    .isEqualTo(new Credential.BearerToken("rotated"));
            hub.delete("alpha");
            await().until(() -> house.knows("beta"));
            assertThat(house.table().resourceVersion()).isEqualTo("14");
            assertThat(house.readiness.isReady()).isTrue();
        }
    }

    @Test
    void publishesAFirstListAsOneTable() throws IOException {
        for (int i = 0; i < 200; i++) {
            hub.put(token("m" + i, "https://m.example"));
        }
        try (House house = house()) {
            await().until(() -> !house.tables.isEmpty());
            assertThat(house.tables.get(0).members()).hasSize(200);
            assertThat(house.list("").body().toJsonObject().getJsonArray("items"))
                    .hasSize(200);
        }
    }

    @Test
    void aBadSecretHidesNoGoodOneAndIsShownUntilItIsMended() throws IOException {
        hub.put(token("good", "https://good.example"));
        hub.put(data(token("bad", "https://bad.example"), "endpoint", "http://bad.example"));
        try (House house = house()) {
            await().until(() -> house.knows("good", "bad") && hub.isWatched());
            assertThat(house.table().find("bad")).get().isInstanceOf(BrokenMember.class);
            assertThat(house.readiness.isReady()).isTrue();
            assertThat(house.readiness.warnings()).containsOnlyKeys("member-secret/bad");
            assertThat(house.metrics.scrape())
                    .contains("cluster_gateway_member_secrets{state=\"broken\"} 1.0")
                    .contains("cluster_gateway_member_secrets{state=\"usable\"} 1.0");

            hub.put(annotation(
                    data(token("bad", "https://bad.example"), "endpoint", "http://bad.example"),
                    "cluster.core.oam.dev/cluster-alias",
                    "still bad"));
            hub.put(token("bad", "https://bad.example"));

            await().until(() -> house.readiness.warnings().isEmpty());
            await().until(() -> house.table().find("bad").orElseThrow() instanceof Cluster);
            assertThat(logged("member cannot be used")).isEqualTo(1);
            assertThat(logged("member is in order again")).isEqualTo(1);
        }
    }

    @Test
    void saysWhichRuleIsMissingAndGetsReadyOnceItIsGranted() throws IOException {
        hub.forbid(true);
        try (House house = house()) {
            await().until(() -> reason(house).contains("forbidden"));
            assertThat(reason(house))
                    .contains("Role in namespace vela-system")
                    .contains("- {apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"get\", \"list\", \"watch\"]}");
            assertThatThrownBy(() -> house.list(""))
                    .isInstanceOfSatisfying(
                            Failure.class, f -> assertThat(f.code()).isEqualTo(503));
            hub.forbid(false);
            await().until(house.readiness::isReady);
        }
    }

    @Test
    void staysReadyOnItsLastMembersWhileTheHubIsCutOff() throws IOException {
        hub.put(token("alpha", "https://alpha.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha") && hub.isWatched());
            hub.cut();
            await().until(() -> house.readiness.warnings().containsKey("member-source"));
            assertThat(house.readiness.isReady()).isTrue();
            assertThat(house.metrics.scrape()).contains("cluster_gateway_member_source_up 0.0");
            assertThat(house.list("").body().toString()).contains("alpha");
            hub.put(token("beta", "https://beta.example"));
            hub.heal();
            await().until(() -> house.knows("alpha", "beta"));
            assertThat(house.readiness.warnings()).isEmpty();
            assertThat(house.metrics.scrape())
                    .contains("cluster_gateway_member_source_up 1.0")
                    .doesNotContain("cluster_gateway_member_source_last_contact_timestamp_seconds 0.0");
        }
    }

    @Test
    void isDeployedAgainWhenKilledAndPublishesOn() throws IOException {
        hub.put(token("alpha", "https://alpha.example"));
        try (House house = house()) {
            await().until(() -> house.knows("alpha"));
            int before = house.tables.size();
            house.kill();
            hub.put(token("beta", "https://beta.example"));
            await().until(() -> house.knows("alpha", "beta"));
            assertThat(house.tables).hasSizeGreaterThan(before);
            assertThat(house.tables).allMatch(table -> table.find("alpha").isPresent());
            await().until(house.readiness::isReady);
            assertThat(house.metrics.scrape()).contains("cluster_gateway_member_secrets{state=\"usable\"} 2.0");
        }
    }

    @Test
    void showsTheCanaryNowhere() throws IOException {
        hub.put(token("alpha", "https://alpha.example"));
        hub.put(data(token("bad", "https://bad.example"), "endpoint", CANARY));
        try (House house = house()) {
            await().until(() -> house.knows("alpha", "bad"));
            assertThat(house.table().toString()).doesNotContain(CANARY);
            assertThat(house.list("").body().toString()).doesNotContain(CANARY, Secrets.base64(CANARY));
            assertThat(house.readiness.warnings().toString()).doesNotContain(CANARY);
            assertThat(house.metrics.scrape()).doesNotContain(CANARY);
            assertThat(logs.list).noneMatch(event -> event.getFormattedMessage().contains(CANARY));
        }
    }

    private House house() throws IOException {
        return new House(vertx, new JsonObject(), Optional.of(hub.kubeconfig(folder)));
    }

    private static String reason(House house) {
        return house.readiness.conditions().get(CONDITION);
    }

    private long logged(String message) {
        return logs.list.stream()
                .filter(event -> event.getMessage().startsWith(message))
                .count();
    }
}
