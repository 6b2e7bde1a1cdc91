package io.clustergateway.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the upkeep of many add-ons costs. Bounded by default; the figure of docs/members.md is made by {@code
 * -Daddon.members=2000 -Daddon.seconds=60 -Daddon.renewal=60}. Counted are the event loop, on which nothing but the add-on
 * and the registry's stand-in run, and the threads that call the hub; not the pocket hub, the compiler and the collector.
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
            Cpu cpu = new Cpu(vertx);
            long from = System.nanoTime();
            for (int i = 0; i < SECONDS; i++) {
                long end = from + (i + 1) * 1_000_000_000L;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> System.nanoTime() >= end);
                perSecond[i] = house.writes("/leases/cluster-gateway").size();
                house.hub.forgetRequests();
                cpu.look();
            }
            double passed = System.nanoTime() - from;
            System.out.printf(
                    "%d add-ons, renewed each %d s: all unstuck after %.1f s; then %d renewals in %d s, most in a second %d, %.2f %% of a core:"
                            + " %.2f %% its event loop, %.2f %% the threads that call the hub%n",
                    MEMBERS,
                    RENEWAL,
                    first,
                    Arrays.stream(perSecond).sum(),
                    SECONDS,
                    Arrays.stream(perSecond).max().orElse(0),
                    100 * (cpu.loop() + cpu.callers()) / passed,
                    100 * cpu.loop() / passed,
                    100 * cpu.callers() / passed);
            assertThat(cpu.loop()).isPositive();
            assertThat(cpu.callers()).isPositive();
            assertThat(Arrays.stream(perSecond).max().orElse(0)).isLessThanOrEqualTo(55);
            assertThat(Arrays.stream(perSecond).sum()).isPositive();
        } finally {
            vertx.close().await();
            servers.close().await();
        }
    }
}
