package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Levels by module, while running too. */
@Timeout(60)
final class LogLevelsTest {
    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Level before = level("");

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        logging.getLogger("io.clustergateway").setLevel(before);
    }

    @Test
    void followTheConfigurationFile() {
        try (PocketRig rig = new PocketRig(PocketRig.Plan.of(Map.of()))) {
            PocketRig.write(rig.config(), "logging:\n  level: [warn, proxy-forwarder=trace]\n");
            await().until(() -> level(".forwarder") == Level.TRACE && level("") == Level.WARN);
            assertThat(level(".registry")).isEqualTo(Level.WARN);
            assertThat(logging.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.WARN);
            PocketRig.write(rig.config(), "logging:\n  level: [nobody=trace]\n  verbosity: 4\n");
            await().until(() ->
                    rig.gateway().scrape().contains("config_automatic_reloads_total{status=\"failure\"} 1.0"));
            assertThat(level(".forwarder")).isEqualTo(Level.TRACE);
            PocketRig.write(rig.config(), "logging:\n  verbosity: 4\n");
            await().until(() -> level(".forwarder") == Level.DEBUG);
            PocketRig.write(rig.config(), "logging: {}\n");
            await().until(() -> level(".forwarder") == before);
        }
    }

    @Test
    void areSetByAnOperatorUntilTheConfigurationChanges() {
        PocketOptions hub = PocketOptions.create("hub-ca").withAuthorizer(new AccessRules());
        try (PocketRig rig = new PocketRig(new PocketRig.Plan(hub, PocketOptions.create("member-ca"), Map.of()));
                PocketClient admin = rig.direct(rig.somebody("admin", User.MASTERS), HttpVersion.HTTP_1_1);
                PocketClient stranger = rig.direct(rig.somebody("mallory"), HttpVersion.HTTP_1_1)) {
            PocketRig.write(rig.config(), "logging:\n  level: [info, hub=warn]\n");
            await().until(() -> level(".hub") == Level.WARN);
            assertThat(put(stranger, "6").status()).isEqualTo(403);
            assertThat(put(admin, "loud").body()).contains("v: loud (expected: a whole number, 0-10)");
            assertThat(put(admin, "11").status()).isEqualTo(400);
            assertThat(level("")).isEqualTo(Level.INFO);
            assertThat(put(admin, "4").body()).isEqualTo("successfully set v to 4\n");
            assertThat(level("")).isEqualTo(Level.DEBUG);
            assertThat(level(".hub")).isEqualTo(Level.WARN);
            PocketRig.write(rig.config(), "logging:\n  level: warn\n");
            await().until(() -> level("") == Level.WARN);
        }
    }

    private static PocketClient.Answer put(PocketClient client, String value) {
        return client.call(HttpMethod.PUT, "/debug/flags/v", Buffer.buffer(value));
    }

    @Test
    void areRefusedByNameWhenNobodyKnowsThem() {
        assertThatThrownBy(() -> start(new JsonObject()
                        .put(
                                "level",
                                new JsonArray()
                                        .add("loud")
                                        .add("io.netty=debug")
                                        .add("hub=off"))
                        .put("verbosity", 11)
                        .put("format", "xml")))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("logging.level: loud (expected: error, warn, info, debug or trace")
                .hasMessageContaining("logging.level: io.netty=debug (expected: a module: one of audit-logger,")
                .hasMessageContaining("logging.level: hub=off (expected: error")
                .hasMessageContaining("logging.verbosity: 11 (expected: a whole number, 0-10)")
                .hasMessageContaining("logging.format: xml (expected: text or json)");
    }

    private void start(JsonObject section) {
        Vertx vertx = Vertx.vertx();
        try {
            new Gateway(
                    vertx,
                    new JsonObject()
                            .put("logging", section)
                            .put("registry", new JsonObject().put("clustersFrom", folder.toString())),
                    Map.of());
        } finally {
            vertx.close().await();
        }
    }

    private Level level(String below) {
        return logging.getLogger("io.clustergateway" + below).getEffectiveLevel();
    }
}
