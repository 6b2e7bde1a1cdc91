package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptionalResourceTest {
    private static final Resource THINGS = Resource.of("/api/v1/namespaces/ns/secrets", "a=b,c", "metadata.name=x");

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);
    private final Context context = vertx.getOrCreateContext();
    private final Notes notes = new Notes(context);

    @TempDir
    private Path folder;

    private HubApi api;
    private OptionalResource resource;

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
    void noticesThatTheKindComesAndTellsOnceThatItIsNotThere() {
        hub.refuseListsWith = 404;
        hub.put("one");
        begin();
        await().until(() -> hub.requests.size() >= 4);
        assertThat(notes.told).containsExactly("unreachable 404");
        assertThat(hub.requests.get(0))
                .containsEntry("limit", "1")
                .containsEntry("labelSelector", "a=b,c")
                .containsEntry("fieldSelector", "metadata.name=x");

        hub.refuseListsWith = 0;

        awaitTold("unreachable 404", "reachable", "put one@11", "synced 11");
        hub.put("two");
        awaitTold("unreachable 404", "reachable", "put one@11", "synced 11", "put two@12");
    }

    @Test
    void whatWasThereIsGoneWithItsKindAndComesAgain() {
        hub.put("one");
        begin();
        awaitTold("reachable", "put one@11", "synced 11");

        refuse(404);
        awaitTold("reachable", "put one@11", "synced 11", "gone ns/one@", "unreachable 404");
        hub.refuseListsWith = 0;

        awaitTold(
                "reachable",
                "put one@11",
                "synced 11",
                "gone ns/one@",
                "unreachable 404",
                "reachable",
                "put one@11",
                "synced 11");
    }

    @Test
    void whatMayNotBeReadStaysAndItsChangesAreToldOnceItMay() {
        hub.put("kept");
        hub.put("changed");
        hub.put("deleted");
        begin();
        await().until(() -> notes.told.contains("synced 13"));

        refuse(403);
        await().until(() -> notes.told.contains("unreachable 403"));
        assertThat(told("gone")).isEmpty();
        hub.put("changed");
        hub.delete("deleted");
        hub.refuseListsWith = 0;

        await().until(() -> notes.told.contains("synced 15"));
        assertThat(told("put")).containsExactly("put changed@12", "put deleted@13", "put kept@11", "put changed@14");
        assertThat(told("gone")).containsExactly("gone ns/deleted@15");
    }

    @Test
    void tellsNothingAfterItIsClosed() {
        hub.refuseListsWith = 404;
        begin();
        awaitTold("unreachable 404");
        context.runOnContext(ignored -> resource.close());
        hub.put("one");
        hub.refuseListsWith = 0;
        int asked = hub.requests.size();

        await().during(Duration.ofMillis(200)).until(() -> hub.requests.size() <= asked + 1);
        assertThat(notes.told).containsExactly("unreachable 404");
    }

    private void begin() {
        resource = new OptionalResource(vertx, api, THINGS, notes, Duration.ofMillis(40));
        context.runOnContext(ignored -> resource.start());
    }

    /** Refuses lists from now on, and has the informer take one. */
    private void refuse(int code) {
        await().until(() -> !hub.watches.isEmpty());
        var watch = hub.watches.remove(0);
        hub.refuseListsWith = code;
        watch.write("{\"type\":\"ERROR\",\"object\":"
                + FakeHub.status(410, "Expired").encode() + "}\n");
    }

    private List<String> told(String what) {
        return notes.told.stream().filter(each -> each.startsWith(what)).toList();
    }

    private void awaitTold(String... told) {
        await().untilAsserted(() -> assertThat(notes.told).containsExactly(told));
    }
}
