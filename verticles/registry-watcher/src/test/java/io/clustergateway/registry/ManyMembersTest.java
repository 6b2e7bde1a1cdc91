package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What many members cost. The figures are printed, for people; what is asserted holds on any machine. */
final class ManyMembersTest {
    private static final Logger log = LoggerFactory.getLogger(ManyMembersTest.class);
    private static final int CHANGES = 20_000;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void oneChangedSecretCostsTheSameAmongFiveThousandAsAmongFifty() {
        changes(50);
        changes(5_000);
        Duration few = changes(50);
        Duration many = changes(5_000);
        log.info("one changed Secret costs {} among 50 members, {} among 5,000", few, many);
        assertThat(few).isPositive();
        assertThat(many).isPositive();
    }

    @Test
    void fiveThousandMembersAreThereSoonAfterTheStartAndAThousandWatchesHearOfOneChange() throws IOException {
        FakeHub hub = new FakeHub(vertx);
        IntStream.range(0, 5_000).forEach(i -> hub.put(token("m" + i, "https://m%d.example".formatted(i))));
        long start = System.nanoTime();
        try (House house = new House(vertx, new JsonObject(), Optional.of(hub.kubeconfig(folder)))) {
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> house.table().members().size() == 5_000);
            log.info("5,000 members synced after {}", since(start));
            List<WatchReader> watches = IntStream.range(0, 1_000)
                    .mapToObj(i -> house.watch(
                            "watch=true&resourceVersion=" + house.table().resourceVersion(), 8))
                    .toList();
            await().until(hub::isWatched);
            long change = System.nanoTime();
            hub.put(token("m7", "https://other.example"));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() ->
                            watches.stream().noneMatch(watch -> watch.events().isEmpty()));
            log.info("1,000 watches told of one change after {}", since(change));
            long state = System.nanoTime();
            WatchReader whole = house.watch("watch=true", 1_000_000);
            await().pollInterval(Duration.ofMillis(5)).until(() -> whole.lines() == 5_000);
            log.info("5,000 members streamed to one watch after {}", since(state));
            assertThat(whole.events()).hasSize(5_000);
        }
    }

    /** Time for a change to be read, published to the forwarder, kept in the history, and told to one watch. */
    private Duration changes(int members) {
        Vertx alone = Vertx.vertx();
        Bus bus = new Bus(alone);
        Context context = alone.getOrCreateContext();
        Promise<Duration> measured = Promise.promise();
        Metrics metrics = new Metrics();
        context.runOnContext(ignored -> {
            Registry registry = new Registry(
                    SecretReader.withoutPlugins(false, false, Clock.systemUTC()),
                    bus.<ClusterTable>publisher(Topics.CLUSTERS),
                    new MemberConditions(new Readiness(), new MemberMetrics(metrics.registry())),
                    false,
                    context);
            IntStream.range(0, members).forEach(i -> registry.put(secret(i % members, i)));
            registry.synced(String.valueOf(members));
            int[] told = {0};
            long start = System.nanoTime();
            registry.follow(
                    () -> {
                        if (told[0] == CHANGES) {
                            measured.tryComplete(Duration.ofNanos((System.nanoTime() - start) / CHANGES));
                        } else {
                            registry.put(secret(told[0] % members, members + ++told[0]));
                        }
                    },
                    () -> {});
        });
        Duration each = measured.future().await();
        metrics.close();
        alone.close().await();
        return each;
    }

    private static JsonObject secret(int member, int version) {
        JsonObject secret = annotation(token("m" + member, "https://m.example"), "version", "v" + version);
        secret.getJsonObject("metadata").put("resourceVersion", String.valueOf(1 + version));
        return secret;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
