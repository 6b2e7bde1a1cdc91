package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.BigAnswer;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RawHttp;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send or read as slowly as they can cost next to nothing, and nobody else waits for them. */
@Timeout(120)
final class S22SlowClientsTest {
    private static final int SOCKETS = 2000;
    private static final int MIB = 1 << 20;
    private static final Duration PROBE = Duration.ofSeconds(1);

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @Test
    void twoThousandHeadsWithoutEndHoldUpNobody() {
        NetClient net = gateway.rig()
                .clients()
                .createNetClient(
                        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < SOCKETS; i++) {
            net.connect(gateway.rig().port(), "127.0.0.1")
                    .compose(socket -> socket.write("GET / HTTP/1.1\r\nHost: g\r\nX-Slow: a"))
                    .onSuccess(done -> sent.incrementAndGet())
                    .onFailure(cut -> refused.incrementAndGet());
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> sent.get() + refused.get() == SOCKETS);
        assertThat(sent).hasValueGreaterThan(SOCKETS / 10);
        othersAreServedAtOnce();
        net.close().await();
    }

    @Test
    void aBodyThatNeverEndsHoldsUpNobody() throws Exception {
        try (RawHttp slow = gateway.raw()) {
            slow.send(
                    "POST " + PROXY + "/api/v1/namespaces HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER
                            + "Content-Length: 1000000\r\n\r\n{",
                    new byte[0]);
            othersAreServedAtOnce();
        }
    }

    /** What the member could hand over is what the gateway took in; of a GiB that must be little. */
    @Test
    void ofAListOfOneGibibyteNextToNothingIsHeldForAReaderWhoReadsNothing() throws Exception {
        BigAnswer answer = new BigAnswer();
        gateway.rig().member().server().handle("/big", answer);
        try (RawHttp slow = gateway.raw()) {
            slow.send("GET " + PROXY + "/big HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + "\r\n", new byte[0]);
            await().until(() -> answer.taken() > 0);
            othersAreServedAtOnce();
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> answer.taken() < 64L * MIB);
        }
    }

    private static void othersAreServedAtOnce() {
        try (PocketClient bob = gateway.rig().direct(gateway.rig().somebody("bob"), HttpVersion.HTTP_2)) {
            assertThat(bob.get(PROXY + "/version").status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                long start = System.nanoTime();
                assertThat(bob.get("/readyz").status()).isEqualTo(200);
                assertThat(bob.get(PROXY + "/version").status()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROBE);
            });
        }
    }
}
