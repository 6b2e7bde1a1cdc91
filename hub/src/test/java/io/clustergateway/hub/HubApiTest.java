package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HubApiTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);
    private final List<HubApi> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.forEach(HubApi::close);
        vertx.close().await();
    }

    @Test
    void postsJsonAndAnswersOnTheCallersContext() throws IOException {
        HubApi api = connect("{token: t}");
        Context context = vertx.getOrCreateContext();
        AtomicReference<Context> answered = new AtomicReference<>();
        AtomicReference<JsonObject> body = new AtomicReference<>();
        context.runOnContext(ignored -> api.post("/echo", new JsonObject().put("kind", "Review"), LIMIT)
                .onSuccess(echo -> {
                    answered.set(Vertx.currentContext());
                    body.set(echo);
                }));

        await().until(() -> answered.get() != null);
        assertThat(answered.get()).isSameAs(context);
        assertThat(body.get()).isEqualTo(new JsonObject().put("kind", "Review"));
        assertThat(hub.requests.get(0))
                .containsEntry("authorization", "Bearer t")
                .containsEntry("user-agent", "test/1");
    }

    @Test
    void keepsCodeAndReasonOfARefusal() throws IOException {
        HubFault fault = fault(connect("{token: t}").get("/nowhere", LIMIT));

        assertThat(fault.code()).isEqualTo(404);
        assertThat(fault.reason()).isEqualTo("NotFound");
        assertThat(fault).hasMessage("NotFound it is").hasNoCause();
        assertThat(fault.getStackTrace()).isEmpty();
    }

    @Test
    void tellsAnAnswerThatIsNoJson() throws IOException {
        assertThat(fault(connect("{token: t}").get("/text", LIMIT)).reason()).isEqualTo("Unreadable");
    }

    @Test
    void endsWithCodeZeroWhenTimeIsUp() throws IOException {
        HubFault fault = fault(connect("{token: t}").get("/hold", Duration.ofMillis(100)));

        assertThat(fault.code()).isZero();
        assertThat(fault.reason()).isEqualTo("Timeout");
    }

    @Test
    void endsWithCodeZeroWhenNobodyListens() throws IOException {
        HubApi api = connect("{token: t}");
        hub.cut();

        HubFault fault = fault(api.get("/echo", LIMIT));

        assertThat(fault.code()).isZero();
        assertThat(fault.reason()).isEqualTo("Unreachable");
    }

    @Test
    void refusesAtOnceAndCountsWhatExceedsItsBound() throws IOException {
        HubApi api = connect("{token: t}");
        List<Future<JsonObject>> waiting = new ArrayList<>();
        for (int i = 0; i < HubApi.BOUND; i++) {
            waiting.add(api.get("/hold", LIMIT));
        }

        HubFault fault = fault(api.get("/echo", LIMIT));

        assertThat(fault.reason()).isEqualTo("Overloaded");
        assertThat(fault.code()).isZero();
        assertThat(api.refused()).isEqualTo(1);
        await().until(() -> {
            while (!hub.held.isEmpty()) {
                hub.held.remove(0).response().end("{}");
            }
            return waiting.stream().allMatch(Future::isComplete);
        });
        assertThat(waiting).allMatch(Future::succeeded);
        assertThat(api.post("/echo", new JsonObject(), LIMIT).await()).isEmpty();
    }

    @Test
    void readsARotatedTokenFileAgain() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "first\n");
        HubApi api = HubApi.connect(
                vertx,
                Optional.of(hub.kubeconfig(folder, "{tokenFile: %s}".formatted(token))),
                "test/1",
                Duration.ZERO);
        opened.add(api);
        api.post("/echo", new JsonObject(), LIMIT).await();
        Files.writeString(token, "second\n");
        api.post("/echo", new JsonObject(), LIMIT).await();

        assertThat(hub.requests)
                .extracting(seen -> seen.get("authorization"))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void failsEverythingOnceClosedAndLeavesNoThread() throws IOException {
        HubApi api = connect("{token: t}");
        api.post("/echo", new JsonObject(), LIMIT).await();
        Future<JsonObject> pending = api.get("/hold", LIMIT);
        api.close();

        assertThat(fault(pending).code()).isZero();
        assertThat(fault(api.get("/echo", LIMIT)).reason()).isEqualTo("Closed");
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("hub-call-")));
    }

    @Test
    void namesTheFlagAndTheMendWhenThereIsNoHub() {
        assertThatThrownBy(() -> HubApi.connect(vertx, Optional.empty(), "test/1"))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--kubeconfig")
                .hasMessageContaining("--clusters-from");
        assertThatThrownBy(() -> HubApi.connect(vertx, Optional.of(folder.resolve("none")), "test/1"))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void namesAKubeconfigThatIsNone() throws IOException {
        for (String text : List.of("", "a: [", "[1, 2]", "current-context: x", "current-context: x\ncontexts: 7")) {
            Path file = Files.writeString(folder.resolve("broken"), text);
            assertThatThrownBy(() -> HubApi.connect(vertx, Optional.of(file), "test/1"))
                    .as(text)
                    .isInstanceOf(StartFault.class)
                    .hasMessageContaining("broken");
        }
    }

    @Test
    void writesTheMissingRuleAsYaml() {
        MissingRule rule = new MissingRule("", "secrets", List.of("list", "watch"), Optional.of("vela-system"));

        assertThat(rule.mend())
                .isEqualTo("grant the gateway's ServiceAccount, by a Role in namespace vela-system:"
                        + " - {apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"list\", \"watch\"]}");
    }

    private HubApi connect(String user) throws IOException {
        HubApi api = HubApi.connect(vertx, Optional.of(hub.kubeconfig(folder, user)), "test/1");
        opened.add(api);
        return api;
    }

    private static HubFault fault(Future<JsonObject> future) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        future.onFailure(error::set);
        await().until(() -> error.get() != null);
        return (HubFault) error.get();
    }
}
