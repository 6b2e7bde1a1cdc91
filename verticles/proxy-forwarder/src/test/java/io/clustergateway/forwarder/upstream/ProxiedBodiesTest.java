package io.clustergateway.forwarder.upstream;

import static io.clustergateway.forwarder.upstream.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies and their ends, there and back. */
@Timeout(60)
final class ProxiedBodiesTest {
    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void carriesABodyWithoutLengthToAnHttp1Member(HttpVersion version) throws Exception {
        try (HttpMember member = new HttpMember(
                        vertx,
                        false,
                        request -> request.body()
                                .onSuccess(body -> request.response().end(body)));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Future<Clients.Reply> reply = clients.asked(version, front, HttpMethod.PUT, "/x", request -> {
                request.setChunked(true).write(Buffer.buffer("one "));
                return request.end(Buffer.buffer("two")).compose(v -> request.response());
            });
            assertThat(get(reply).body()).isEqualTo("one two");
        }
    }

    @Test
    void passesAMembersErrorByteForByte() throws Exception {
        String status = "{\"kind\":\"Status\", \"code\":409 }\n";
        try (HttpMember member = new HttpMember(
                        vertx,
                        true,
                        request -> request.response()
                                .setStatusCode(409)
                                .putHeader("content-type", "application/json")
                                .end(status));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Clients.Reply reply = clients.reply(HttpVersion.HTTP_2, front, HttpMethod.POST, "/x", Buffer.buffer("{}"));
            assertThat(reply.head().statusCode()).isEqualTo(409);
            assertThat(reply.head().headers().getAll("audit-id")).containsExactly("audit-1");
            assertThat(reply.body()).isEqualTo(status);
            await().untilAsserted(() -> assertThat(front.outcomes)
                    .singleElement()
                    .satisfies(o -> assertThat(o.hop()).isEmpty()));
        }
    }

    @Test
    void passesTrailersOn() throws Exception {
        try (RawPeer member = new RawPeer(
                        (head, socket) -> RawPeer.write(
                                socket,
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Clients.Reply reply = clients.reply(HttpVersion.HTTP_2, front, HttpMethod.GET, "/x", Buffer.buffer());
            assertThat(reply.head().getTrailer("x-sum")).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void showsACutBodyAsCut(HttpVersion version) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) ->
                        RawPeer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Future<Clients.Reply> reply = clients.asked(version, front, HttpMethod.GET, "/x", HttpClientRequest::send);
            await().until(reply::isComplete);
            if (version == HttpVersion.HTTP_2) {
                assertThat(reply.cause())
                        .isInstanceOfSatisfying(
                                StreamResetException.class,
                                reset -> assertThat(reset.getCode()).isNotZero());
            } else {
                assertThat(reply.cause()).isInstanceOf(HttpClosedException.class);
            }
        }
    }

    @Test
    void stopsTheMemberWhenTheClientDoesNotRead() throws Exception {
        AtomicLong written = new AtomicLong();
        try (RawPeer member = new RawPeer((head, socket) -> {
                    RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                    byte[] chunk = new byte[64 << 10];
                    while (written.get() < 1L << 30) {
                        socket.getOutputStream().write(chunk);
                        written.addAndGet(chunk.length);
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            RawPeer.readHead(client.getInputStream());
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(1, TimeUnit.SECONDS)
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isPositive().isLessThan(60L << 20);
        }
    }
}
