package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verticle alone, with the test as the forwarder on the bus. */
final class WatchesTest {
    private static final String LIVE = "watch=true&resourceVersion=11";
    private static final String WATCH_LIST =
            "watch=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true";

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);

    @TempDir
    private Path folder;

    private House house;

    @BeforeEach
    void start() throws IOException {
        hub.put(token("alpha", "https://alpha.example"));
        house = new House(vertx, new JsonObject(), Optional.of(hub.kubeconfig(folder)));
        await().until(() -> house.knows("alpha") && hub.isWatched());
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().await();
    }

    @Test
    void tellsWhatHappensAtTheHubInTheHubsVersions() {
        WatchReader watch = house.watch(LIVE, 100);
        hub.put(token("beta", "https://beta.example"));
        hub.put(data(token("alpha", "https://alpha.example"), "token", "rotated"));
        hub.delete("beta");
        await().until(() -> watch.told().equals(List.of("ADDED beta 12", "MODIFIED alpha 13", "DELETED beta 14")));
        assertThat(watch.events().toString()).doesNotContain(CANARY, "rotated", Secrets.base64("rotated"));
    }

    @Test
    void streamsTheStateWithItsEndMark() {
        WatchReader watch = house.watch(WATCH_LIST, 100);
        await().until(() -> watch.told().equals(List.of("ADDED alpha 11", "BOOKMARK  11")));
    }

    @Test
    void tellsNothingWithoutCreditAndAllOfItAfterwards() {
        WatchReader slow = house.watch(LIVE, 0);
        WatchReader quick = house.watch(LIVE, 1000);
        for (int i = 0; i < 100; i++) {
            hub.put(token("beta", "https://beta.example/" + i));
        }
        await().until(() -> quick.told().size() == 100);
        assertThat(slow.told()).isEmpty();
        slow.grant(10);
        await().until(() -> slow.told().equals(quick.told()));
    }

    @Test
    void aReaderWithoutCreditIsGivenUpOnceItIsBehindTheHistory() {
        WatchReader slow = house.watch(LIVE, 0);
        for (int i = 0; i < 4100; i++) {
            hub.put(token("beta", "https://beta.example/" + i));
        }
        await().until(slow::isEnded);
        assertThat(slow.told()).isEmpty();
        WatchReader again = house.watch(LIVE, 1);
        await().until(again::isEnded);
        assertThat(again.told()).containsExactly("ERROR Expired ");
    }

    @Test
    void endsInTime() {
        WatchReader watch = house.watch(LIVE + "&timeoutSeconds=1&allowWatchBookmarks=true", 10);
        await().until(watch::isEnded);
        assertThat(watch.told()).containsExactly("BOOKMARK  11");
    }

    @Test
    void isOpenHoweverLateItIsToEnd() {
        WatchReader watch = house.watch(LIVE + "&timeoutSeconds=" + Long.MAX_VALUE, 10);
        hub.put(token("beta", "https://beta.example"));
        await().until(() -> watch.told().equals(List.of("ADDED beta 12")));
    }

    @Test
    void endsWhenTheHubWasOutOfSightAndSomethingChangedMeanwhile() {
        WatchReader watch = house.watch(LIVE, 10);
        hub.cut();
        await().until(() -> house.readiness.warnings().containsKey("member-source"));
        hub.put(token("beta", "https://beta.example"));
        hub.delete("alpha");
        hub.heal();
        await().until(watch::isEnded);
        assertThat(watch.told()).isEmpty();
        WatchReader again = house.watch(LIVE, 10);
        await().until(again::isEnded);
        assertThat(again.told()).containsExactly("ERROR Expired ");
        await().until(() -> house.knows("beta"));
        WatchReader anew = house.watch("watch=true", 10);
        await().until(() -> anew.told().equals(List.of("ADDED beta 12")));
    }

    @Test
    void goesOnWhenTheHubWasOutOfSightAndNothingChanged() {
        WatchReader watch = house.watch(LIVE, 10);
        hub.cut();
        await().until(() -> house.readiness.warnings().containsKey("member-source"));
        hub.heal();
        await().until(() -> house.readiness.warnings().isEmpty() && hub.isWatched());
        hub.put(token("beta", "https://beta.example"));
        await().until(() -> watch.told().equals(List.of("ADDED beta 12")));
    }

    @Test
    void endsWithItsModuleAndIsServedAgainByTheNext() throws IOException {
        WatchReader watch = house.watch(LIVE, 10);
        house.kill();
        await().until(watch::isEnded);
        await().until(house.readiness::isReady);
        WatchReader again = house.watch(LIVE, 10);
        hub.put(token("beta", "https://beta.example"));
        await().until(() -> again.told().equals(List.of("ADDED beta 12")));
    }

    @Test
    void waitsAWhileForAVersionThatIsStillToCome() {
        vertx.setTimer(
                300,
                later -> vertx.executeBlocking(() -> {
                    hub.put(token("beta", "https://beta.example"));
                    return null;
                }));
        WatchReader watch = house.watch(WATCH_LIST + "&resourceVersion=12", 10);
        await().until(() -> watch.told().equals(List.of("ADDED alpha 11", "ADDED beta 12", "BOOKMARK  12")));
        Failure failure =
                catchThrowableOfType(Failure.class, () -> house.watch(WATCH_LIST + "&resourceVersion=99999999", 10));
        assertThat(failure.code()).isEqualTo(504);
        assertThat(failure.getMessage()).startsWith("Too large resource version");
    }
}
