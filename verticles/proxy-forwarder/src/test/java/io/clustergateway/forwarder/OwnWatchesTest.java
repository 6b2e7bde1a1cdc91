package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Outflow;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OwnWatchesTest {
    private static final String WATCH =
            "/apis/cluster.core.oam.dev/v1alpha1/clustergateways?watch=true&resourceVersion=5";

    @TempDir
    private Path certDir;

    private final Far far = new Far();
    private Rig rig;
    /* Vert.x closes a client that nobody holds any more, and its connections with it. */
    private WebSocketClient client;

    @BeforeEach
    void start() {
        rig = Rig.started(certDir);
        rig.peers.watches = far::open;
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void eachEventArrivesAsItHappens(HttpVersion version) {
        Near near = new Near(rig.client(version), WATCH);
        assertThat(near.head.statusCode()).isEqualTo(200);
        assertThat(near.head.getHeader("content-type")).isEqualTo("application/json");
        assertThat(near.head.getHeader("cache-control")).isEqualTo("no-cache, private");
        far.tell("one\n");
        await().until(() -> near.body.toString().equals("one\n"));
        far.tell("two\nthree\n");
        await().until(() -> near.body.toString().equals("one\ntwo\nthree\n"));
        far.end();
        await().until(() -> near.ended);
        assertThat(far.questions)
                .containsExactly(
                        new WatchQuestion("clustergateways", "watch=true&resourceVersion=5", "application/json"));
        assertThat(far.left).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatLeavesFreesTheWatch(HttpVersion version) {
        Near near = new Near(rig.client(version), WATCH);
        far.tell("one\n");
        await().until(() -> near.body.length() > 0);
        near.head.request().reset();
        await().until(() -> far.left.get() == 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatDoesNotReadGetsNoMoreThanItsCredit(HttpVersion version) {
        Near near = new Near(rig.client(version), WATCH);
        near.head.pause();
        int sent = far.flood(Buffer.buffer("x".repeat(64 << 10) + "\n"));
        assertThat(sent).isLessThan(400);
        near.head.resume();
        await().until(() -> near.body.length() >= sent * ((64 << 10) + 1));
        far.tell("more\n");
        await().until(() -> near.body.toString().endsWith("more\n"));
    }

    @Test
    void theRefusalIsTheAnswer() {
        rig.peers.watches = (question, out) -> Future.failedFuture(Failure.badRequest("what?"));
        Rig.Answer answer = rig.get(WATCH);
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.json().getString("message")).isEqualTo("what?");
        assertThat(Rig.send(rig.client(HttpVersion.HTTP_1_1), HttpMethod.HEAD, WATCH)
                        .code())
                .isEqualTo(405);
    }

    @Test
    void theHubIsAskedForTheVerbAndTheOneNameThatIsWatched() {
        new Near(rig.client(HttpVersion.HTTP_2), WATCH + "&fieldSelector=metadata.name%3Dm1");
        assertThat(rig.peers.asked.get(0).attributes())
                .containsExactly(Attributes.Resource.clusterScoped(
                        "watch", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "", "m1"));
    }

    @Test
    void theFormerWatchPathIsNotServed() {
        assertThat(rig.get("/apis/cluster.core.oam.dev/v1alpha1/watch/clustergateways")
                        .code())
                .isEqualTo(404);
    }

    @Test
    void aWebSocketGetsAMessageForEachEvent() {
        List<String> messages = new CopyOnWriteArrayList<>();
        AtomicInteger closed = new AtomicInteger();
        WebSocket socket = webSocket();
        socket.textMessageHandler(messages::add);
        socket.closeHandler(end -> closed.incrementAndGet());
        far.tell("one\n");
        far.tell("two\nthree\n");
        await().until(() -> messages.equals(List.of("one", "two", "three")));
        far.end();
        await().until(() -> closed.get() == 1);
    }

    @Test
    void aWebSocketThatClosesFreesTheWatch() {
        WebSocket socket = webSocket();
        far.tell("one\n");
        socket.close().await();
        await().until(() -> far.left.get() == 1);
    }

    private WebSocket webSocket() {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(rig.port());
        client = rig.vertx.createWebSocketClient(options);
        return client.connect(new WebSocketConnectOptions().setURI(WATCH))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    /** A client with a watch open. */
    private static final class Near {
        private final StringBuffer body = new StringBuffer();
        private final HttpClientResponse head;
        private volatile boolean ended;

        private Near(HttpClient client, String target) {
            RequestOptions options = new RequestOptions().setURI(target).addHeader("Accept", "application/json");
            head = client.request(options)
                    .compose(request -> request.send().onSuccess(response -> {
                        response.handler(body::append);
                        response.endHandler(end -> ended = true);
                        response.exceptionHandler(broken -> {});
                    }))
                    .timeout(20, TimeUnit.SECONDS)
                    .await();
        }
    }

    /** The other end of the bus. */
    private static final class Far {
        private final List<WatchQuestion> questions = new CopyOnWriteArrayList<>();
        private final AtomicInteger left = new AtomicInteger();
        private final AtomicReference<Outflow<Buffer>> out = new AtomicReference<>();
        private volatile Context context;

        private Future<Void> open(WatchQuestion question, Outflow<Buffer> opened) {
            questions.add(question);
            context = Vertx.currentContext();
            opened.onClose(left::incrementAndGet);
            out.set(opened);
            return Future.succeededFuture();
        }

        private void tell(String events) {
            await().until(() -> trySend(Buffer.buffer(events)));
        }

        /** Sends until there has been no credit for a while. */
        private int flood(Buffer events) {
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                while (trySend(events)) {
                    sent.incrementAndGet();
                }
                return before.getAndSet(sent.get()) == sent.get();
            });
            return sent.get();
        }

        private boolean trySend(Buffer events) {
            return on(() -> {
                if (!out.get().hasCredit()) {
                    return false;
                }
                out.get().send(events);
                return true;
            });
        }

        private void end() {
            on(() -> {
                out.get().end();
                return true;
            });
        }

        private boolean on(Callable<Boolean> step) {
            Promise<Boolean> done = Promise.promise();
            context.runOnContext(ignored -> {
                try {
                    done.complete(step.call());
                } catch (Exception e) {
                    done.fail(e);
                }
            });
            return done.future().await();
        }
    }
}
