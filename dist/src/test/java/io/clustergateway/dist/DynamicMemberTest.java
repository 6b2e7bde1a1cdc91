package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member whose credential comes from a plugin, from Secret to member, with real processes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class DynamicMemberTest {
    private static final String VERSION = PocketRig.PROXY + "/version";
    private static final int TOKENS = 40;

    @TempDir
    private Path folder;

    private Path calls;
    private Path plugin;
    private PocketRig rig;

    @BeforeEach
    void startAGatewayThatAllowsOnePlugin() throws IOException {
        calls = Files.createFile(folder.resolve("calls"));
        plugin = Files.writeString(folder.resolve("plugin"), """
                #!/bin/bash
                echo call >> %s
                if [ "$1" = hang ]; then echo $$ > %s/pid; sleep 600; fi
                end=""
                if [ "$1" -gt 0 ]; then
                  end=", \\"expirationTimestamp\\": \\"$(date -u -d "+$1 seconds" +%%Y-%%m-%%dT%%H:%%M:%%S.%%NZ)\\""
                fi
                echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",'
                echo "\\"status\\": {\\"token\\": \\"$PREFIX-$(wc -l < %s)\\"$end}}"
                """.formatted(calls, folder, calls));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        PocketOptions member = PocketOptions.create("member-ca");
        for (int i = 1; i <= TOKENS; i++) {
            member = member.withToken("good-" + i, User.of("plugged-" + i, User.MASTERS));
        }
        member = member.withToken("late-2", User.of("plugged-late", User.MASTERS));
        Map<String, Object> overrides =
                Map.of("registry.allowExecPlugin", plugin.toString(), "registry.execPluginTimeout", "1s");
        rig = new PocketRig(new PocketRig.Plan(PocketOptions.create("hub-ca"), member, overrides));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void credentialsOfTwoSecondsAreRenewedUnderLoadWithoutAFailedRequestOrAnEndedWatch() throws Exception {
        join(plugin.toString(), "good", "2");
        isServed();
        try (Load load = new Load(rig)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> calls() >= 6);
            load.isServed(Duration.ofSeconds(20));
            load.watchDelivers(Duration.ofSeconds(10));
            load.stop();
            assertThat(load.refusals()).isEmpty();
            assertThat(load.dropped()).isZero();
            assertThat(load.watchesOpened()).isOne();
            assertThat(load.answered()).isGreaterThan(100);
        }
        assertThat(calls()).isLessThan(TOKENS);
        long users = rig.member().server().requests().stream()
                .flatMap(seen -> seen.header("authorization").stream())
                .distinct()
                .count();
        assertThat(users).isGreaterThan(3);
    }

    @Test
    void onePluginRunServesTwoHundredRequests() throws IOException {
        join(plugin.toString(), "good", "0");
        isServed();
        try (PocketClient admin = admin()) {
            for (int i = 0; i < 200; i++) {
                assertThat(admin.get(VERSION).status()).isEqualTo(200);
            }
            assertThat(admin.get(PocketRig.RESOURCES + "/clustergateways/member")
                            .body())
                    .contains("\"type\":\"Dynamic\"")
                    .doesNotContain("good-1");
        }
        assertThat(calls()).isOne();
    }

    @Test
    void aRefusedCredentialIsPassedOnAndRenewedForTheNextRequest() throws IOException {
        join(plugin.toString(), "late", "0");
        try (PocketClient admin = admin()) {
            await().until(() -> {
                Answer answer = admin.get(VERSION);
                return answer.status() == 401 && answer.hop().isEmpty();
            });
            await().until(() -> admin.get(VERSION).status() == 200);
        }
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aMemberThatRefusesEveryCredentialStartsFewProcesses() throws IOException {
        join(plugin.toString(), "bad", "0");
        try (PocketClient admin = admin()) {
            await().until(() -> admin.get(VERSION).status() == 401);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
            while (System.nanoTime() < end) {
                assertThat(admin.get(VERSION).status()).isEqualTo(401);
            }
        }
        assertThat(calls()).isBetween(2L, 4L);
    }

    @Test
    void aHangingPluginIsKilledAndRequestsAreToldSo() throws IOException {
        join(plugin.toString(), "good", "hang");
        try (PocketClient admin = admin()) {
            await().until(() -> refusal(admin).contains("it was killed, not done within 1000 ms"));
        }
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(pid).isPositive();
        join("sh", "good", "0");
        await().until(() -> Optional.of(pid)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .isEmpty());
    }

    @Test
    void aShellIsNoPluginAndIsNotStarted() throws IOException {
        Path witness = folder.resolve("witness");
        join("sh", "good", "-c", "touch " + witness);
        try (PocketClient admin = admin()) {
            await().until(() -> refusal(admin).contains("a command that may not be run"));
        }
        assertThat(witness).doesNotExist();
        assertThat(calls()).isZero();
    }

    private void join(String command, String prefix, String... args) {
        JsonObject exec = new JsonObject()
                .put("apiVersion", "client.authentication.k8s.io/v1")
                .put("interactiveMode", "Never")
                .put("command", command)
                .put("args", new JsonArray(List.of((Object[]) args)))
                .put(
                        "env",
                        new JsonArray()
                                .add(new JsonObject().put("name", "PREFIX").put("value", prefix)));
        ObjectNode secret = rig.member().tokenSecret(PocketRig.NAMESPACE);
        secret.withObject("/metadata/labels").put("cluster.core.oam.dev/cluster-credential-type", "Dynamic");
        ObjectNode data = secret.withObject("/data");
        data.remove("token");
        data.put("exec", Base64.getEncoder().encodeToString(exec.encode().getBytes(StandardCharsets.UTF_8)));
        rig.hub().server().put(secret);
    }

    private void isServed() {
        try (PocketClient admin = admin()) {
            await().until(() -> calls() >= 1 && admin.get(VERSION).status() == 200);
        }
        rig.member().server().forgetRequests();
    }

    private PocketClient admin() {
        return rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1);
    }

    /** What a 503 says; empty while there is none. */
    private static String refusal(PocketClient admin) {
        Answer answer = admin.get(VERSION);
        return answer.status() == 503 ? answer.json().getString("message") : "";
    }

    private long calls() throws IOException {
        return Files.readAllLines(calls).size();
    }
}
