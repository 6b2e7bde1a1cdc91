package io.clustergateway.health;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What probing many members costs. Bounded by default; the figure is made by {@code -Dhealth.members=2000
 * -Dhealth.seconds=120}, at the interval that is the default. The member is one server under many names, on threads of
 * its own that are not counted.
 */
final class ManyMembersTest {
    private static final int MEMBERS = Integer.getInteger("health.members", 40);
    private static final int SECONDS = Integer.getInteger("health.seconds", 3);
    private static final String INTERVAL = System.getProperty("health.interval", "15s");

    @TempDir
    private Path folder;

    @Test
    void probesManyMembersOnOneThread() throws IOException {
        Vertx servers = Vertx.vertx();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        long loop = Future.<Long>future(promise -> vertx.runOnContext(
                        ignored -> promise.complete(Thread.currentThread().getId())))
                .await();
        Registry registry = new Registry();
        FakeHub hub = new FakeHub(servers, registry);
        Member member = new Member(servers);
        AtomicInteger probes = new AtomicInteger();
        member.answer = request -> {
            probes.incrementAndGet();
            request.response().end("ok");
        };
        try (House house = new House(
                vertx, registry, Optional.of(hub.kubeconfig(folder)), Map.of("interval", INTERVAL, "timeout", "4s"))) {
            for (int i = 0; i < MEMBERS; i++) {
                registry.put(member.cluster("m" + i));
            }
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> registry.tables.get(registry.tables.size() - 1).members().values().stream()
                                    .filter(entry -> entry.health().equals(Judgement.HEALTHY))
                                    .count()
                            == MEMBERS);
            measure(probes, loop);
            System.out.println(
                    "leader writes: " + hub.patches.size() + ", " + house.metric("cluster_gateway_health_writes"));
        } finally {
            vertx.close().await();
            servers.close().await();
        }
    }

    private static void measure(AtomicInteger probes, long loop) {
        int[] perSecond = new int[SECONDS];
        long cpu = cpu(loop);
        long begun = System.nanoTime();
        int first = probes.get();
        AtomicInteger before = new AtomicInteger(first);
        for (int i = 0; i < SECONDS; i++) {
            long end = begun + (i + 1) * 1_000_000_000L;
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> System.nanoTime() >= end);
            int now = probes.get();
            perSecond[i] = now - before.getAndSet(now);
        }
        long used = cpu(loop) - cpu;
        long passed = System.nanoTime() - begun;
        System.out.printf(
                "%d members, interval %s: %d probes in %.1f s, %.2f %% of a core (%.0f us a probe); probes a second: least %d, most %d%n",
                MEMBERS,
                INTERVAL,
                probes.get() - first,
                passed / 1e9,
                100.0 * used / passed,
                used / 1e3 / Math.max(1, probes.get() - first),
                Arrays.stream(perSecond).min().orElse(0),
                Arrays.stream(perSecond).max().orElse(0));
    }

    /** Of the prober's only event loop. */
    private static long cpu(long thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
    }
}
