package io.clustergateway.dist;

import static io.clustergateway.dist.OverloadedGateway.HELD;
import static io.clustergateway.dist.PocketRig.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.User;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send or read slowly hold up nobody, cost next to nothing, and are cut in the end. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SlowClientsTest {
    private static final long MIB = 1 << 20;

    @RegisterExtension
    static final OverloadedGateway gateway = new OverloadedGateway();

    @Test
    void answersWhileTwoThousandSocketsSendTheirHeadsSlowlyAndEndsThemAll() {
        NetClient net = gateway.rig()
                .clients()
                .createNetClient(
                        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
        AtomicInteger open = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 2000; i++) {
            net.connect(gateway.rig().port(), "127.0.0.1")
                    .onSuccess(socket -> {
                        open.incrementAndGet();
                        socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
                        long drip = gateway.rig().clients().setPeriodic(500, id -> socket.write("a"));
                        socket.closeHandler(gone -> {
                            gateway.rig().clients().cancelTimer(drip);
                            ended.incrementAndGet();
                        });
                    })
                    .onFailure(shut -> refused.incrementAndGet());
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> open.get() + refused.get() == 2000);

        try (PocketClient fresh =
                gateway.rig().direct(gateway.rig().somebody("carol", User.MASTERS), HttpVersion.HTTP_1_1)) {
            assertThat(fresh.get(PROXY + "/version").status()).isEqualTo(200);
        }
        assertThat(open).hasValueGreaterThan(1500);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(ended).hasValue(open.get()));
        net.close().await();
    }

    @Test
    void endsAKeptConnectionWhoseNextHeadComesSlowlyAsSoonAsANewOne() throws Exception {
        try (RawHttp raw = gateway.raw("alice")) {
            String get = "GET " + PROXY + "/version HTTP/1.1\r\nHost: x\r\n";
            assertThat(raw.exchange(get + "\r\n", new byte[0]).status()).isEqualTo(200);
            raw.send(get + "X-Slow: ", new byte[0]);
            long began = System.nanoTime();
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            raw.send("a", new byte[0]);
                            return raw.isClosed();
                        } catch (IOException gone) {
                            return true;
                        }
                    });
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(28));
        }
    }

    @Test
    void holdsNextToNothingOfABigAnswerForAReaderOfOneByteASecondAndCutsIt() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        gateway.answer(request -> {
            request.response().closeHandler(gone -> ended.set(true));
            new BigAnswer().handle(request);
        });
        long before = used();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (RawHttp reader = gateway.raw("alice")) {
            reader.send("GET " + HELD + " HTTP/1.1\r\nHost: x\r\n\r\n", new byte[0]);
            AtomicInteger bytes = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> bytes.addAndGet(reader.skip(1)), 0, 1, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(20)).until(() -> bytes.get() >= 4);

            for (int i = 0; i < 20; i++) {
                assertThat(gateway.other().get(PROXY + "/version").status()).isEqualTo(200);
            }
            assertThat(used() - before).isLessThan(64 * MIB);
            assertThat(bytes).hasValueLessThan(20);
            await().atMost(Duration.ofSeconds(30)).untilTrue(ended);
        } finally {
            clock.shutdownNow();
        }
    }

    /** Heap after a collection, and netty's memory outside it. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory()
                - Runtime.getRuntime().freeMemory()
                + PlatformDependent.usedDirectMemory();
    }
}
