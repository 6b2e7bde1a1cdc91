package io.clustergateway.identity;

import static io.clustergateway.identity.House.everybodyIs;
import static io.clustergateway.identity.House.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.hub.HubApi;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuleEventsTest {
    private final House house = new House();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private HubApi hub;

    @TempDir
    private Path dir;

    @BeforeEach
    void listen() throws IOException {
        HttpServer server = house.vertx
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    events.add(body.toJsonObject());
                    request.response().setStatusCode(201).end("{}");
                }))
                .listen(0, "127.0.0.1")
                .await();
        Path kubeconfig = Files.writeString(dir.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: hub
                contexts: [{name: hub, context: {cluster: hub, user: gateway}}]
                clusters: [{name: hub, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: gateway, user: {}}]
                """.formatted(server.actualPort()));
        hub = HubApi.connect(house.vertx, Optional.of(kubeconfig), "test");
    }

    @AfterEach
    void stop() {
        hub.close();
        house.close();
    }

    @Test
    void theHubHearsOfLoadedAndOfWrongRules() throws IOException {
        Path file = Files.writeString(dir.resolve("rules.yaml"), everybodyIs("bob"));
        house.start(settings(file), Optional.of(hub), false);
        await().until(() -> reasons().equals(List.of("RulesLoaded")));
        Files.writeString(file, "spec: [");
        await().until(() -> reasons().equals(List.of("RulesLoaded", "RulesInvalid")));
        JsonObject wrong = events.get(1);
        assertThat(wrong.getString("type")).isEqualTo("Warning");
        assertThat(wrong.getString("message"))
                .contains("rules.yaml:1:", "version " + house.firstVersion() + " stays in force");
        assertThat(wrong.getJsonObject("involvedObject").getString("kind")).isEqualTo("Pod");
    }

    @Test
    void theMembersSecretShowsThatItsRulesAreWrong() throws IOException {
        house.start(
                settings(Files.writeString(dir.resolve("rules.yaml"), everybodyIs("bob"))), Optional.of(hub), false);
        house.publish(member("wrong", "spec: ["));
        await().until(() -> reasons().contains("RulesInvalid"));
        JsonObject about = events.get(1).getJsonObject("involvedObject");
        assertThat(about.getString("kind")).isEqualTo("Secret");
        assertThat(about.getString("name")).isEqualTo("wrong");
        assertThat(about.getString("namespace")).isEqualTo("vela-system");
        assertThat(about.getString("uid")).isEqualTo("uid-of-wrong");
    }

    private List<String> reasons() {
        return events.stream().map(event -> event.getString("reason")).toList();
    }

    private static JsonObject settings(Path rules) {
        return new JsonObject().put("passing", true).put("rules", rules.toString());
    }
}
