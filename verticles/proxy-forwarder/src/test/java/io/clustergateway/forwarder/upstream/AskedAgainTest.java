package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that closes its connection instead of an answer: who only reads does not notice. */
@Timeout(30)
final class AskedAgainTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    private static final String POST =
            "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String redirect = "";

    @AfterEach
    void tearDown() {
        vertx.close().await();
    }

    @Test
    void asksOnceMoreWhoOnlyReads() throws Exception {
        assertThat(answer("GET /x?watch=false HTTP/1.1\r\nHost: h\r\nX-Mark: kept\r\nConnection: close\r\n\r\n", 1))
                .startsWith("HTTP/1.1 200")
                .endsWith("served");
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksNoMoreThanTwice() throws Exception {
        assertThat(answer("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 9))
                .startsWith("HTTP/1.1 503")
                .contains("MemberConnectionLost");
        assertThat(asked).hasValue(2);
    }

    @Test
    void sendsNothingTwiceThatMayHaveBeenDone() throws Exception {
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            asked.set(0);
            String request = method + " /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
            assertThat(answer(request, 1)).startsWith("HTTP/1.1 503").contains("MemberConnectionLost");
            assertThat(asked).as(method).hasValue(1);
        }
    }

    @Test
    void asksAgainThoughALengthOfZeroIsSaid() throws Exception {
        assertThat(answer("GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 1))
                .startsWith("HTTP/1.1 200")
                .endsWith("served");
    }

    @Test
    void looksForRedirectsInTheLastAnswerToo() throws Exception {
        redirect = "https://elsewhere.example/";
        assertThat(answer("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 1))
                .startsWith("HTTP/1.1 502")
                .contains("MemberRedirected")
                .doesNotContain("elsewhere");
        assertThat(asked).hasValue(2);
    }

    @Test
    void goesToTheNextEndpointOfAMemberWhoseFirstClosesEveryConnection() throws Exception {
        try (RawPeer first = new RawPeer((head, socket) -> {});
                RawPeer second = new RawPeer(
                        (head, socket) -> RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"));
                Front front = Front.admitting(vertx, Front.cluster(first.port(), second.port()))) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(front, GET)).startsWith("HTTP/1.1 200").endsWith("second");
            }
            assertThat(first.heads).as("each began there").hasSize(3);
            assertThat(ask(front, POST)).startsWith("HTTP/1.1 503").contains("MemberConnectionLost");
        }
    }

    @Test
    void asksOnceMoreThanThereAreEndpoints() throws Exception {
        try (RawPeer first = new RawPeer((head, socket) -> {});
                RawPeer second = new RawPeer((head, socket) -> {});
                Front front = Front.admitting(vertx, Front.cluster(first.port(), second.port()))) {
            assertThat(ask(front, GET)).startsWith("HTTP/1.1 503").contains("MemberConnectionLost");
            assertThat(first.heads.size() + second.heads.size()).isEqualTo(3);
            assertThat(second.heads).isNotEmpty();
        }
    }

    /** REFUSED_STREAM, or a GOAWAY that names no stream, proves it: even what changes something was not begun. */
    @ParameterizedTest
    @ValueSource(strings = {"REFUSED_STREAM", "GOAWAY"})
    void asksAgainWhatTheMemberSaysItDidNotBegin(String how) throws Exception {
        try (Front front = Front.admitting(vertx, Front.cluster(refusing(how)))) {
            assertThat(ask(front, "DELETE /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(asked).hasValue(2);
            asked.set(0);
            assertThat(ask(front, POST)).as("its body is gone").startsWith("HTTP/1.1 503");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void doesNotAskAgainWhatTheMemberMayHaveBegun() throws Exception {
        try (Front front = Front.admitting(vertx, Front.cluster(refusing("LATER GOAWAY")))) {
            assertThat(ask(front, "DELETE /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 503")
                    .doesNotContainIgnoringCase("retry");
            assertThat(asked).hasValue(1);
        }
    }

    /** Port of a member by HTTP/2 that refuses the first request it gets. */
    private int refusing(String how) {
        return vertx.createHttpServer(Front.options())
                .requestHandler(request -> {
                    if (asked.incrementAndGet() > 1) {
                        request.response().end("served");
                    } else if (how.equals("REFUSED_STREAM")) {
                        request.response().reset(7);
                    } else {
                        int last = how.equals("GOAWAY") ? 0 : request.streamId();
                        request.connection().goAway(0, last);
                        vertx.runOnContext(later -> request.connection().close());
                    }
                })
                .listen()
                .await()
                .actualPort();
    }

    private static String ask(Front front, String request) throws Exception {
        try (SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, request);
            return RawPeer.readAll(client);
        }
    }

    /** Of a member that closes its first connections. */
    private String answer(String request, int closed) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {
                    if (asked.incrementAndGet() > closed) {
                        RawPeer.write(
                                socket,
                                redirect.isEmpty()
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved"
                                        : "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + redirect
                                                + "\r\n\r\n");
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, request);
            String answer = RawPeer.readAll(client);
            assertThat(member.heads).hasSize(asked.get()).allMatch(head -> head.equals(member.heads.get(0)));
            return answer;
        }
    }
}
