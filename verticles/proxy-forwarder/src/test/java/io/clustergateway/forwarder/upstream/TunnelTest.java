package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(60)
final class TunnelTest {
    private static final String SPDY = "POST /exec?command=a%20b HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\n"
            + "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n";
    private static final String AGREED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
            + "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n";
    private static final int LENGTH = 20 << 20;

    @Test
    void carriesTwentyMebibytesBothWaysUnchanged(Vertx vertx) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, AGREED);
                    socket.getInputStream().transferTo(socket.getOutputStream());
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, SPDY);
            assertThat(RawPeer.readHead(client.getInputStream()))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("X-Stream-Protocol-Version: v4.channel.k8s.io")
                    .contains("Upgrade: SPDY/3.1");
            byte[] sent = new byte[LENGTH];
            new Random(1).nextBytes(sent);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(client, sent));
            byte[] received = new byte[LENGTH];
            new DataInputStream(client.getInputStream()).readFully(received);
            writing.get(10, TimeUnit.SECONDS);
            assertThat(sum(received)).isEqualTo(sum(sent));
            assertThat(member.heads.get(0)).startsWith("POST /exec?command=a%20b HTTP/1.1\r\n");
        }
    }

    @Test
    void keepsBytesThatCameWithTheHeadsOnBothSides(Vertx vertx) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, AGREED + "hello");
                    byte[] early = new byte[5];
                    new DataInputStream(socket.getInputStream()).readFully(early);
                    socket.getOutputStream().write(early);
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, SPDY + "early");
            assertThat(RawPeer.readAll(client)).endsWith("\r\n\r\nhelloearly");
        }
    }

    @Test
    void aRefusalEndsOnceAndNotBeforeItMay(Vertx vertx) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger ends = new AtomicInteger();
        Promise<Void> told = Promise.promise();
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    socket.getInputStream().readAllBytes();
                    closed.countDown();
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            front.ending = soFar -> ends.getAndIncrement() == 0 ? told.future() : Future.succeededFuture();
            RawPeer.write(client, SPDY);
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            await().until(() -> ends.get() > 0);
            for (int turn = 0; turn < 100; turn++) {
                front.on(Future::succeededFuture);
            }
            assertThat(ends).hasValue(1);
            assertThat(front.outcomes).isEmpty();
            told.complete();
            assertThat(RawPeer.readAll(client)).startsWith("HTTP/1.1 403 ").endsWith("\r\n\r\nno");
        }
    }

    @Test
    void stopsTheWriterWhenTheReaderStalls(Vertx vertx) throws Exception {
        AtomicLong written = new AtomicLong();
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, AGREED);
                    byte[] chunk = new byte[64 << 10];
                    while (written.get() < 200L << 20) {
                        socket.getOutputStream().write(chunk);
                        written.addAndGet(chunk.length);
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, SPDY);
            RawPeer.readHead(client.getInputStream());
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(1, TimeUnit.SECONDS)
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
            assertThat(written.get()).isLessThan(60L << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied",
                "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nden\r\n3\r\nied\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ndenied",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"
            })
    void afterARefusalNothingMoreReachesTheMember(String answer, Vertx vertx) throws Exception {
        CompletableFuture<Integer> afterwards = new CompletableFuture<>();
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, answer);
                    socket.setSoTimeout(10_000);
                    try {
                        afterwards.complete(socket.getInputStream().read());
                    } catch (SocketTimeoutException open) {
                        afterwards.complete(-2);
                    } catch (java.io.IOException reset) {
                        afterwards.complete(-1);
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, SPDY + "GET /api/v1/secrets HTTP/1.1\r\nHost: hub\r\n\r\n");
            String received = RawPeer.readAll(client);
            if (answer.contains(" 101 ")) {
                assertThat(received).startsWith("HTTP/1.1 502 ").contains("MemberNotUnderstood");
            } else {
                assertThat(received).contains("den").contains("ied").startsWith(answer.substring(0, 12));
            }
            assertThat(afterwards.get(15, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(member.heads).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket, SPDY/3.1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            })
    void refusesOtherUpgradesAndLeavesTheMemberAlone(String request, Vertx vertx) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {});
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, request);
            assertThat(RawPeer.readHead(client.getInputStream())).startsWith("HTTP/1.1 400 ");
            assertThat(member.heads).isEmpty();
        }
    }

    @Test
    void sendsIdentityAndCredentialAndNothingOfTheClients(Vertx vertx) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> RawPeer.write(socket, AGREED));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(
                    client,
                    SPDY.replace(
                            "Connection: Upgrade\r\n",
                            "Connection: Upgrade, Impersonate-User, Authorization\r\nAuthorization: Bearer canary\r\n"
                                    + "Cookie: canary\r\nimpersonate_user: canary\r\nX-Remote-User: canary\r\n"
                                    + "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.canary, v5\r\n"));
            RawPeer.readAll(client);
            assertThat(member.heads.get(0))
                    .doesNotContain("canary")
                    .contains("authorization: Bearer member-token\r\n", "impersonate-user: alice\r\n")
                    .contains("impersonate-group: team-a\r\nimpersonate-group: team-b\r\n")
                    .contains("sec-websocket-protocol: v5\r\n");
        }
    }

    @Test
    void closesTheMembersSideWhenTheClientLeaves(Vertx vertx) throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, AGREED);
                    end.complete(socket.getInputStream().read());
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            try (SSLSocket client = RawPeer.connect(front.port())) {
                RawPeer.write(client, SPDY);
                RawPeer.readHead(client.getInputStream());
            }
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            await().untilAsserted(() -> assertThat(front.outcomes)
                    .singleElement()
                    .satisfies(outcome -> {
                        assertThat(outcome.code()).isEqualTo(101);
                        assertThat(outcome.hop()).isEmpty();
                    }));
        }
    }

    @Test
    void answers504WhenTheHeadIsLate(Vertx vertx) throws Exception {
        try (RawPeer member =
                        new RawPeer((head, socket) -> socket.getInputStream().read());
                Front front = new Front(
                        vertx,
                        request -> Future.succeededFuture(Front.admitted(Front.cluster(member.port()), request)),
                        java.time.Duration.ofMillis(300));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, SPDY);
            assertThat(RawPeer.readAll(client)).startsWith("HTTP/1.1 504 ").contains("MemberTimeout");
        }
    }

    private static void write(SSLSocket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sum(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
