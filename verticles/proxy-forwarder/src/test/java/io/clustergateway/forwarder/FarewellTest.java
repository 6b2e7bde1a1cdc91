package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM without any delay: no request is lost that was sent on a connection before this replica said that it goes. */
@Timeout(60)
final class FarewellTest {
    private static final String PATH = ROOT + "/clustergateways/good/proxy/api";
    private static final String ONE_MORE = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int LOOPS = 16;
    private static final int HEADERS = 1;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int FRAME_HEAD = 9;
    private static final int EVERY_STREAM = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private Rig rig;
    /* Held, because Vert.x closes a client that nobody holds any more. */
    private NetClient near;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of(), Map.of("instances", 2)).start();
        rig.peers.publish(new TestMember(rig.vertx).table());
        await().until(() -> rig.get(PATH).code() == 200);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void losesNoRequestOfClientsThatAskWithoutPause(HttpVersion version) {
        AtomicInteger served = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Queue<String> lost = new ConcurrentLinkedQueue<>();
        HttpClient client = rig.client(
                rig.options(version), new PoolOptions().setHttp1MaxSize(LOOPS).setHttp2MaxSize(4));
        for (int i = 0; i < LOOPS; i++) {
            rig.vertx.getOrCreateContext().runOnContext(begin -> ask(client, served, ended, lost));
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> served.get() > 20 * LOOPS);
        Future<Void> stopped = goDown();
        await().until(() -> ended.get() == LOOPS);
        stopped.timeout(20, TimeUnit.SECONDS).await();
        assertThat(lost).isEmpty();
    }

    /** Until no connection can be had any more; a request that has one and gets no answer is lost. */
    private static void ask(HttpClient client, AtomicInteger served, AtomicInteger ended, Queue<String> lost) {
        client.request(new RequestOptions().setMethod(HttpMethod.GET).setURI(PATH))
                .onFailure(refused -> ended.incrementAndGet())
                .onSuccess(request -> request.send()
                        .compose(answer -> answer.body().map(body -> answer.statusCode() + " " + body))
                        .otherwise(Throwable::toString)
                        .onSuccess(answer -> {
                            served.incrementAndGet();
                            if (!answer.equals("200 from the member")) {
                                lost.add(answer);
                            }
                            ask(client, served, ended, lost);
                        }));
    }

    @Test
    void answersOneMoreRequestOnAnIdleConnectionAndSaysThatItCloses() throws Exception {
        Wire wire = connect("http/1.1");
        wire.socket.write(ONE_MORE);
        await().until(() -> wire.text().contains("from the member"));
        assertThat(wire.text().toLowerCase(Locale.ROOT)).doesNotContain("connection: close");
        Future<Void> stopped = goDown();
        await().until(() -> refusesConnections());
        wire.socket.write(ONE_MORE);
        await().until(() -> wire.isClosed);
        assertThat(wire.text().split("from the member", -1)).hasSize(3);
        assertThat(wire.text().toLowerCase(Locale.ROOT)).containsOnlyOnce("connection: close");
        stopped.timeout(20, TimeUnit.SECONDS).await();
    }

    @Test
    void namesTheLastStreamOnlyWhenTheClientKnowsThatThereIsToBeNone() throws Exception {
        Wire wire = connect("h2");
        wire.socket.write(
                Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBuffer(frame(4, 0, 0, Buffer.buffer())));
        wire.socket.write(request(1));
        await().until(() -> wire.text().contains("from the member"));
        Future<Void> stopped = goDown();
        await().until(() -> wire.of(GOAWAY).size() == 1 && wire.of(PING).size() == 1);
        assertThat(wire.of(GOAWAY).get(0).getInt(FRAME_HEAD)).isEqualTo(EVERY_STREAM);
        wire.socket.write(request(3));
        Buffer ping = wire.of(PING).get(0);
        wire.socket.write(frame(PING, 1, 0, ping.getBuffer(FRAME_HEAD, ping.length())));
        await().until(() -> wire.isClosed);
        assertThat(wire.of(GOAWAY)).hasSize(2);
        assertThat(wire.of(GOAWAY).get(1).getInt(FRAME_HEAD)).isEqualTo(3);
        assertThat(wire.text().split("from the member", -1)).hasSize(3);
        stopped.timeout(20, TimeUnit.SECONDS).await();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void waitsForNobodyWhoSaysNothing(HttpVersion version) throws Exception {
        Wire wire = connect(version == HttpVersion.HTTP_2 ? "h2" : "http/1.1");
        if (version == HttpVersion.HTTP_2) {
            wire.socket.write(
                    Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBuffer(frame(4, 0, 0, Buffer.buffer())));
            await().until(() -> wire.of(4).size() >= 2);
        }
        long begun = System.nanoTime();
        goDown().timeout(20, TimeUnit.SECONDS).await();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        await().until(() -> wire.isClosed);
    }

    private Future<Void> goDown() {
        rig.ops.shuttingDown();
        return rig.kernel.stop(Duration.ofSeconds(40));
    }

    private boolean refusesConnections() {
        return near.connect(rig.port(), "127.0.0.1")
                .compose(socket -> socket.close().map(false))
                .otherwise(true)
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    private Wire connect(String protocol) throws Exception {
        near = rig.vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setApplicationLayerProtocols(List.of(protocol)));
        // On its own loop: a server of HTTP/2 speaks first, and what comes before there is a handler is lost.
        Promise<Wire> wire = Promise.promise();
        rig.vertx.runOnContext(
                here -> near.connect(rig.port(), "127.0.0.1").map(Wire::new).onComplete(wire));
        return wire.future().await(10, TimeUnit.SECONDS);
    }

    private static Buffer frame(int type, int flags, int stream, Buffer payload) {
        return Buffer.buffer()
                .appendMedium(payload.length())
                .appendByte((byte) type)
                .appendByte((byte) flags)
                .appendInt(stream)
                .appendBuffer(payload);
    }

    /** A GET whose fields are not compressed. */
    private static Buffer request(int stream) {
        return frame(
                HEADERS,
                5,
                stream,
                Buffer.buffer(new byte[] {(byte) 0x82, (byte) 0x87, 0x01, 9})
                        .appendString("localhost")
                        .appendBytes(new byte[] {0x04, (byte) PATH.length()})
                        .appendString(PATH));
    }

    /** What came on one connection. */
    private static final class Wire {
        private final NetSocket socket;
        private final Buffer came = Buffer.buffer();
        private volatile boolean isClosed;

        Wire(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::came);
            socket.closeHandler(closed -> isClosed = true);
        }

        private synchronized void came(Buffer bytes) {
            came.appendBuffer(bytes);
        }

        synchronized String text() {
            return came.toString(StandardCharsets.ISO_8859_1);
        }

        synchronized List<Buffer> of(int type) {
            List<Buffer> frames = new ArrayList<>();
            int end;
            for (int at = 0; at + FRAME_HEAD <= came.length(); at = end) {
                end = at + FRAME_HEAD + came.getUnsignedMedium(at);
                if (end <= came.length() && came.getByte(at + 3) == type) {
                    frames.add(came.getBuffer(at, end));
                }
            }
            return frames;
        }
    }
}
