package io.clustergateway.forwarder.upstream;

import static io.clustergateway.forwarder.upstream.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ClientLeavingTest {
    private static final String GET = "GET /list HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String EXEC =
            "GET /exec HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    /** Callers with short patience before a member that swallows everything would pile up for the connect time-out. */
    @ParameterizedTest
    @ValueSource(strings = {GET, EXEC})
    void nothingIsHeldOfWhoLeftBeforeThereWasAConnection(String request) throws Exception {
        List<WeakReference<Object>> asked = new CopyOnWriteArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                Front front = Front.patient(vertx, in -> {
                    asked.add(new WeakReference<>(in));
                    return Future.succeededFuture(Front.admitted(Front.cluster(silent.getLocalPort()), in));
                })) {
            for (int i = 1; i <= 20; i++) {
                int sent = i;
                try (SSLSocket client = RawPeer.connect(front.port())) {
                    RawPeer.write(client, request);
                    await().until(() -> asked.size() == sent);
                }
            }
            await().until(() -> front.outcomes.size() == 20);
            assertThat(front.outcomes).allMatch(outcome -> outcome.code() == Outcome.CLIENT_LEFT);
            front.outcomes.clear();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                // The last one may still be named by a frame or a field of Vert.x's that the next would overwrite.
                return asked.stream().filter(held -> held.get() != null).count() <= 1;
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,true", "HTTP_1_1,false", "HTTP_2,true", "HTTP_2,false"})
    void freesTheMemberWhenTheClientLeaves(HttpVersion version, boolean memberHasH2) throws Exception {
        CompletableFuture<String> freed = new CompletableFuture<>();
        try (HttpMember member = new HttpMember(vertx, memberHasH2, request -> {
                    request.response().closeHandler(v -> freed.complete("freed"));
                    request.response().setChunked(true).writeHead();
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer = get(
                    clients.request(version, front, HttpMethod.GET, "/watch").send());
            answer.exceptionHandler(left -> {}).request().reset();
            assertThat(freed.get(10, TimeUnit.SECONDS)).isEqualTo("freed");
            await().until(() -> front.upstream().inFlight() == 0);
        }
    }

    @Test
    void aConnectionThatComesTooLateServesTheNext() throws Exception {
        try (RawPeer member = new RawPeer(
                        (head, socket) -> RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Front front = Front.patient(
                        vertx, in -> Future.succeededFuture(Front.admitted(Front.cluster(member.port()), in)))) {
            for (int i = 0; i < 5; i++) {
                try (SSLSocket client = RawPeer.connect(front.port())) {
                    RawPeer.write(client, GET);
                }
            }
            try (SSLSocket client = RawPeer.connect(front.port())) {
                RawPeer.write(client, GET);
                assertThat(RawPeer.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            }
            await().until(() -> front.upstream().inFlight() == 0);
        }
    }
}
