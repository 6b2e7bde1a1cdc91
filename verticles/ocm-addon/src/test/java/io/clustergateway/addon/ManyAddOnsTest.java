package io.clustergateway.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the upkeep of many add-ons costs. Bounded by default; the figure is made by {@code -Daddon.members=2000
 * -Daddon.seconds=60 -Daddon.renewal=60}. The hub is a pocket one on threads that are not counted.
 */
final class ManyAddOnsTest {
    private static final int MEMBERS = Integer.getInteger("addon.members", 40);
    private static final int SECONDS = Integer.getInteger("addon.seconds", 3);
    private static final int RENEWAL = Integer.getInteger("addon.renewal", 2);

    @TempDir
    private Path folder;

    @Test
    void renewsManyLeasesWithoutABurst() {
        Vertx servers = Vertx.vertx();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (House house = new House(servers, vertx, folder, Duration.ofSeconds(RENEWAL))) {
            for (int i = 0; i < MEMBERS; i++) {
                house.addOn("m" + i);
                house.members.put("m" + i, Members.GOOD);
            }
            house.start();
            long begun = System.nanoTime();
            await().atMost(Duration.ofMinutes(4))
                    .until(() -> house.writes("/status").size() == MEMBERS);
            double first = (System.nanoTime() - begun) / 1e9;
            int[] perSecond = new int[SECONDS];
            house.hub.forgetRequests();
            long cpu = cpu();
            long from = System.nanoTime();
            for (int i = 0; i < SECONDS; i++) {
                long end = from + (i + 1) * 1_000_000_000L;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> System.nanoTime() >= end);
                perSecond[i] = house.writes("/leases/cluster-gateway").size();
                house.hub.forgetRequests();
            }
            double passed = System.nanoTime() - from;
            System.out.printf(
                    "%d add-ons, renewed each %d s: all unstuck after %.1f s; then %d renewals in %d s, most in a second %d, %.2f %% of a core%n",
                    MEMBERS,
                    RENEWAL,
                    first,
                    Arrays.stream(perSecond).sum(),
                    SECONDS,
                    Arrays.stream(perSecond).max().orElse(0),
                    100 * (cpu() - cpu) / passed);
            assertThat(Arrays.stream(perSecond).max().orElse(0)).isLessThanOrEqualTo(55);
            assertThat(Arrays.stream(perSecond).sum()).isPositive();
        } finally {
            vertx.close().await();
            servers.close().await();
        }
    }

    /** Of the add-on's event loop and of the threads that call the hub. */
    private static long cpu() {
        var threads = ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getAllThreadIds())
                .filter(id -> {
                    var info = threads.getThreadInfo(id);
                    return info != null
                            && (info.getThreadName().startsWith("hub-")
                                    || info.getThreadName().startsWith("OkHttp"));
                })
                .map(id -> Math.max(0, threads.getThreadCpuTime(id)))
                .sum();
    }
}
