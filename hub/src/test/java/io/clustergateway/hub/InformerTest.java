package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InformerTest {
    private static final Resource SECRETS = Resource.of("/api/v1/namespaces/ns/secrets", "a=b,c", "");

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);
    private final Context context = vertx.getOrCreateContext();
    private final Notes notes = new Notes(context);

    @TempDir
    private Path folder;

    private HubApi api;
    private Subscription subscription;

    @BeforeEach
    void connect() throws IOException {
        api = HubApi.connect(vertx, Optional.of(hub.kubeconfig(folder, "{token: t}")), "test/1");
    }

    @AfterEach
    void close() {
        api.close();
        vertx.close().await();
    }

    @Test
    void tellsListThenEventsThenBookmarksInOrder() {
        hub.put("one");
        inform();
        hub.put("two");
        hub.put("one");
        hub.delete("two");
        hub.event("BOOKMARK", FakeHub.object("", 99));

        awaitTold("reachable", "put one@11", "synced 11", "put two@12", "put one@13", "gone ns/two@14", "at 99");
        assertThat(hub.requests.get(0)).containsEntry("labelSelector", "a=b,c");
        assertThat(hub.requests.get(1))
                .containsEntry("allowWatchBookmarks", "true")
                .containsEntry("resourceVersion", "11");
    }

    @Test
    void tellsAnEmptyListAsSynced() {
        inform();

        awaitTold("reachable", "synced 10");
    }

    @Test
    void listsAgainAfter410AndTellsOnlyDifferences() {
        hub.put("kept");
        hub.put("changed");
        hub.put("deleted");
        inform();
        var watch = hub.watches.remove(0);
        hub.put("changed");
        hub.delete("deleted");
        watch.write("{\"type\":\"ERROR\",\"object\":"
                + FakeHub.status(410, "Expired").encode() + "}\n");

        awaitTold(
                "reachable",
                "put changed@12",
                "put deleted@13",
                "put kept@11",
                "synced 13",
                "put changed@14",
                "gone ns/deleted@15",
                "synced 15");
        assertThat(hub.requests.get(2)).doesNotContainKey("resourceVersion");
    }

    @Test
    void tellsOnceThatTheHubIsCutOffAndHealsWithDifferencesOnly() {
        hub.put("one");
        inform();
        hub.cut();
        await().until(() -> notes.told.contains("unreachable 0"));
        hub.put("two");
        hub.heal();

        await().until(() -> notes.told.contains("synced 12") || notes.told.contains("put two@12"));
        assertThat(notes.told.stream().filter("unreachable 0"::equals)).hasSize(1);
        assertThat(notes.told).startsWith("reachable", "put one@11", "synced 11", "unreachable 0", "reachable");
        assertThat(notes.told.stream().filter("put one@11"::equals)).hasSize(1);
    }

    @Test
    void tellsARefusalByItsCodeAndGoesOnTrying() {
        hub.refuseListsWith = 403;
        subscribe();
        awaitTold("unreachable 403");
        hub.refuseListsWith = 0;

        awaitTold("unreachable 403", "reachable", "synced 10");
    }

    @Test
    void surviveFramesCutInTheMiddle() {
        inform();
        var watch = hub.watches.remove(0);
        watch.write("{\"type\":\"ADD").onSuccess(done -> watch.reset());
        awaitWatch();
        hub.put("one");

        await().until(() -> notes.told.contains("put one@11"));
        assertThat(notes.told).noneMatch(told -> told.startsWith("unreachable"));
    }

    @Test
    void deliversALongListWithoutHoldingTheEventLoop() {
        for (int i = 0; i < 2_000; i++) {
            hub.objects.put("s" + i, FakeHub.object("s" + i, 5));
        }
        inform();

        await().until(() -> notes.told.contains("synced 10"));
        assertThat(notes.told).hasSize(2_002);
    }

    @Test
    void tellsNothingMoreOnceClosedAndFreesItsThreads() throws InterruptedException {
        inform();
        CountDownLatch closed = new CountDownLatch(1);
        context.runOnContext(ignored -> {
            subscription.close();
            closed.countDown();
        });
        closed.await();
        hub.put("late");

        await().until(() -> threads().isEmpty());
        assertThat(notes.told).containsExactly("reachable", "synced 10");
    }

    private void inform() {
        subscribe();
        awaitWatch();
    }

    private void awaitWatch() {
        await().until(() -> !hub.watches.isEmpty());
    }

    private void subscribe() {
        context.runOnContext(ignored -> subscription = api.inform(SECRETS, notes));
    }

    private void awaitTold(String... told) {
        await().untilAsserted(() -> assertThat(notes.told).containsExactly(told));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("hub-informer") || name.contains("controller-"))
                .toList();
    }
}
