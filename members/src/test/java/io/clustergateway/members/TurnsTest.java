package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two clients of one event loop. The second asks while the first request of the first is being served. */
@Timeout(60)
final class TurnsTest {
    private static final int MANY = 100;
    private static final Duration ONE_FRAME = Duration.ofNanos(1);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final AtomicInteger waits = new AtomicInteger();
    private final List<RawClient> clients = new ArrayList<>();
    private Runnable atFirst = () -> {};
    private HttpServer server;

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void servesAnotherBeforeTheRestOfWhatOneSentAtOnce() throws Exception {
        assertThat(placeOfAnotherAmongMany(ONE_FRAME)).isLessThan(MANY / 5);
        assertThat(waits).hasPositiveValue();
    }

    /** As it is without turns, so that the test above says something. */
    @Test
    void servesAllThatOneSentAtOnceWhereTurnsHaveNoLimit() throws Exception {
        assertThat(placeOfAnotherAmongMany(Duration.ZERO)).isEqualTo(MANY);
        assertThat(waits).hasValue(0);
    }

    @Test
    void letsNobodyWaitWhoSentLittle() throws Exception {
        placeOfAnotherAmongMany(Duration.ofHours(1));
        assertThat(waits).hasValue(0);
    }

    @Test
    void passesOnEveryByteHoweverItComes() throws Exception {
        start(ONE_FRAME);
        RawClient client = connect();
        byte[] body = new byte[40_000];
        Buffer all = RawClient.post(3, "/upload");
        for (int at = 0; at < body.length; at += 10_000) {
            all.appendBuffer(RawClient.data(3, body, at, 10_000, at + 10_000 == body.length));
        }
        int size = 1;
        for (int at = 0; at < all.length(); at += size) {
            size = Math.min(size % 4_001 + 7, all.length() - at);
            client.write(all.getBuffer(at, at + size));
        }
        await().untilAsserted(() -> assertThat(served).contains("/upload 40000"));
        client.write(RawClient.get(5, "/after"));
        await().untilAsserted(() -> assertThat(served).contains("/after"));
    }

    private int placeOfAnotherAmongMany(Duration most) throws Exception {
        start(most);
        RawClient one = connect();
        RawClient other = connect();
        await().until(() -> served.size() == 2);
        served.clear();
        waits.set(0);
        atFirst = () -> other.write(RawClient.get(3, "/other"));
        Buffer many = Buffer.buffer();
        for (int i = 0; i < MANY; i++) {
            many.appendBuffer(RawClient.get(3 + 2 * i, "/many"));
        }
        one.write(many);
        await().until(() -> served.size() == MANY + 1);
        return served.indexOf("/other");
    }

    private void start(Duration most) throws Exception {
        Issued serving = CertificateAuthority.create("turns").issueServer(List.of("127.0.0.1"));
        Turns turns = new Turns(Ticker.SYSTEM, () -> most, waits::incrementAndGet);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .connectionHandler(
                        connection -> turns.ofClient(((HttpServerConnection) connection).channelHandlerContext()))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    private void serve(HttpServerRequest request) {
        if (request.uri().equals("/many") && !served.contains("/many")) {
            atFirst.run();
        }
        if (request.uri().equals("/upload")) {
            request.body().onSuccess(body -> served.add("/upload " + body.length()));
        } else {
            served.add(request.uri());
        }
        request.response().end();
    }

    private RawClient connect() throws Exception {
        RawClient client = new RawClient(server.actualPort());
        clients.add(client);
        client.write(RawClient.get(1, "/first"));
        return client;
    }
}
