package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.hub.Events.Regarding;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventsTest {
    private static final Regarding POD = new Regarding("Pod", "vela-system", "gateway-1", "");
    private static final long MINUTE = 60_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> received = new CopyOnWriteArrayList<>();
    private final Readiness readiness = new Readiness();
    private final AtomicLong now = new AtomicLong();
    private volatile int code = 201;
    private Events events;
    private HubApi hub;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(body.toJsonObject().put("path", request.path()));
                    request.response().setStatusCode(code).end("{}");
                }))
                .listen(0, "127.0.0.1")
                .await();
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: hub
                contexts: [{name: hub, context: {cluster: hub, user: gateway}}]
                clusters: [{name: hub, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: gateway, user: {}}]
                """.formatted(server.actualPort()));
        hub = HubApi.connect(vertx, Optional.of(kubeconfig), "test");
        events = new Events(hub, readiness, now::get, "gateway-1");
    }

    @AfterEach
    void stop() {
        hub.close();
        vertx.close().await();
    }

    @Test
    void writesAnEventAboutItsObject() {
        events.send(POD, Events.Type.WARNING, "RulesInvalid", "x".repeat(2000));
        await().until(() -> received.size() == 1);
        JsonObject event = received.get(0);
        assertThat(event.getString("path")).isEqualTo("/api/v1/namespaces/vela-system/events");
        assertThat(event.getJsonObject("involvedObject").getString("name")).isEqualTo("gateway-1");
        assertThat(event.getString("type")).isEqualTo("Warning");
        assertThat(event.getString("reason")).isEqualTo("RulesInvalid");
        assertThat(event.getString("message")).hasSize(1024);
    }

    @ParameterizedTest
    @CsvSource({"216, 253", "217, 36", "253, 36"})
    void hasANameThatTheApiTakesHoweverLongItsObjectsIs(int length, int expected) {
        Regarding member = new Regarding("Secret", "vela-system", "m".repeat(length), "");
        events.send(member, Events.Type.NORMAL, "MemberHealthy", "m");
        await().until(() -> received.size() == 1);
        JsonObject event = received.get(0);
        assertThat(event.getJsonObject("metadata").getString("name")).hasSize(expected);
        assertThat(event.getJsonObject("involvedObject").getString("name")).hasSize(length);
    }

    @Test
    void namesTheMissingRightAndTakesItBackOnceItIsThere() {
        code = 403;
        events.send(POD, Events.Type.NORMAL, "RulesLoaded", "m");
        await().until(() -> readiness.warnings().containsKey("hub-events"));
        assertThat(readiness.warnings().get("hub-events"))
                .contains("- {apiGroups: [\"\"], resources: [\"events\"], verbs: [\"create\"]}", "vela-system");
        code = 201;
        events.send(POD, Events.Type.NORMAL, "RulesLoaded", "m");
        await().until(() -> readiness.warnings().isEmpty());
    }

    @Test
    void sendsABurstAndThenTwoAMinute() {
        for (int i = 0; i < 30; i++) {
            events.send(POD, Events.Type.NORMAL, "RulesLoaded", "m");
        }
        await().until(() -> received.size() == 10);
        now.addAndGet(MINUTE);
        for (int i = 0; i < 30; i++) {
            events.send(POD, Events.Type.NORMAL, "RulesLoaded", "m");
        }
        await().until(() -> received.size() == 12);
    }
}
