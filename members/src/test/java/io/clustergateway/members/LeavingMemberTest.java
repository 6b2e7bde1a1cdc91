package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member says by GOAWAY that it leaves a connection, and never closes it. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
final class LeavingMemberTest {
    private static final int EVERY_STREAM = Integer.MAX_VALUE;

    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();

    /* Held, because Vert.x closes clients that nobody holds any more. */
    private MemberConnections held;

    @ParameterizedTest
    @ValueSource(ints = {0, EVERY_STREAM})
    void itsConnectionTakesNothingNewAndIsClosedOnceItsStreamsHaveEnded(int last, Vertx vertx) throws Exception {
        MemberConnection member = connect(vertx, member(vertx));
        HttpClientResponse watch = ask(vertx, member, "/watch", Future::succeededFuture);
        Future<Buffer> whole = watch.body();
        connections.get(0).goAway(0, last == 0 ? watch.request().streamId() : last);
        await().until(() -> body(vertx, member).equals("served") && connections.size() == 2);
        assertThat(closed).hasValue(0);
        watches.get(0).end("the end");
        await().until(() -> closed.get() == 1);
        assertThat(whole.await(10, TimeUnit.SECONDS).toString()).isEqualTo("the end");
        assertThat(body(vertx, member)).isEqualTo("served");
        assertThat(connections).hasSize(2);
    }

    private MemberConnection connect(Vertx vertx, HttpServer server) {
        Endpoint endpoint = new Endpoint("127.0.0.1", server.actualPort(), "");
        held = TestMember.onLoopback(vertx);
        return held.of(TestMember.cluster("m", List.of(endpoint), new Egress.Direct(), Optional.empty()))
                .orElseThrow();
    }

    private static String body(Vertx vertx, MemberConnection member) throws Exception {
        return ask(vertx, member, "/", answer -> answer.body().map(Buffer::toString));
    }

    private static <T> T ask(
            Vertx vertx, MemberConnection member, String path, Function<HttpClientResponse, Future<T>> use)
            throws Exception {
        return Future.<T>future(result -> vertx.runOnContext(begin -> member.request()
                        .compose(request -> request.setURI(path).send().compose(use))
                        .onComplete(result)))
                .await(10, TimeUnit.SECONDS);
    }

    private HttpServer member(Vertx vertx) {
        Issued serving = TestMember.CA.issueServer(List.of("127.0.0.1"));
        return vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(serving.keyCertOptions()))
                .connectionHandler(connection -> {
                    connections.add(connection);
                    connection.closeHandler(end -> closed.incrementAndGet());
                })
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void serve(HttpServerRequest request) {
        if (request.path().equals("/watch")) {
            watches.add(request.response().setChunked(true));
            request.response().writeHead();
        } else {
            request.response().end("served");
        }
    }
}
