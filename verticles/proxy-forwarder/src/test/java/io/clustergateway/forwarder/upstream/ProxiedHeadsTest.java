package io.clustergateway.forwarder.upstream;

import static io.clustergateway.forwarder.upstream.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets and headers, there and back. */
@Timeout(60)
final class ProxiedHeadsTest {
    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    @ParameterizedTest
    @ValueSource(
            strings = {"/a%2Fb//c/;d=e/?x=%zz&y=%2F+;z", "/", "/a/", "/x?dryRun=All&fieldManager=a%20b&q", "/%E4%BD%A0"
            })
    void sendsPathAndQueryByteForByte(String target) throws Exception {
        try (HttpMember member = new HttpMember(
                        vertx, true, request -> request.response().end(request.uri()));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            assertThat(clients.body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, target))
                    .isEqualTo(target);
        }
    }

    @Test
    void stripsWhatConnectionNamesInBothDirections() throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> RawPeer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\n"
                                + "X-Kept: 1\r\nContent-Length: 2\r\n\r\nok"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            HttpClientResponse answer = get(clients.request(HttpVersion.HTTP_2, front, HttpMethod.GET, "/x")
                    .send());
            assertThat(answer.headers().names())
                    .contains("x-kept")
                    .doesNotContain("x-secret", "keep-alive", "connection");
            RawPeer.write(client, """
                    GET /x HTTP/1.1\r
                    Host: evil\r
                    Connection: Impersonate-User,\tAUTHORIZATION\r
                    connection: close, X-Mine\r
                    X-Mine: canary\r
                    Impersonate-User: canary\r
                    Impersonate_Group: canary\r
                    Authorization: Bearer canary\r
                    X-Forwarded-For: canary\r
                    Cookie: canary\r
                    \r
                    """);
            assertThat(RawPeer.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(member.heads.get(1))
                    .doesNotContain("canary", "evil")
                    .containsIgnoringCase("host: 127.0.0.1:" + member.port())
                    .contains("impersonate-user: alice\r\n", "authorization: Bearer member-token\r\n");
        }
    }

    @Test
    void survivesHeadersThatHttpProxyCannotRead() throws Exception {
        try (RawPeer member = new RawPeer(
                        (head, socket) -> RawPeer.write(
                                socket,
                                "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=99999999999\r\nExpires: 0\r\n"
                                        + "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                                        + "Warning: 299 - \"x\" \"Tue, 02 Jan 2024 00:00:00 GMT\"\r\nContent-Length: 2\r\n\r\nok"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer = get(clients.request(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/x")
                    .send());
            assertThat(answer.getHeader("cache-control")).isEqualTo("private, max-age=99999999999");
            assertThat(answer.headers().getAll("warning")).hasSize(1);
            assertThat(answer.getHeader("date")).isEqualTo("Mon, 1 Jan 2024 00:00:00 GMT");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,true", "HTTP_1_1,false", "HTTP_2,true", "HTTP_2,false"})
    void givesTheHeadOfASilentWatchAtOnce(HttpVersion version, boolean memberHasH2) throws Exception {
        try (HttpMember member = new HttpMember(
                        vertx,
                        memberHasH2,
                        request -> request.response()
                                .setChunked(true)
                                .putHeader("content-type", "application/json")
                                .writeHead());
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer = get(
                    clients.request(version, front, HttpMethod.GET, "/watch").send());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.getHeader("content-type")).isEqualTo("application/json");
            answer.exceptionHandler(left -> {}).request().reset();
        }
    }

    @Test
    void keepsTheLengthOfAHeadAnswer() throws Exception {
        try (HttpMember member = new HttpMember(
                        vertx,
                        true,
                        request -> request.response()
                                .putHeader("content-length", "1234")
                                .end());
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer = get(clients.request(HttpVersion.HTTP_1_1, front, HttpMethod.HEAD, "/x")
                    .send());
            assertThat(answer.getHeader("content-length")).isEqualTo("1234");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nETag: \"1\"\r\n\r\n"
            })
    void leavesBodilessAnswersWithoutFraming(String reply) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> RawPeer.write(socket, reply));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(RawPeer.readAll(client))
                    .startsWith(reply.substring(0, 12))
                    .endsWith("\r\n\r\n")
                    .containsIgnoringCase("etag: \"1\"")
                    .doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void swallowsInterimAnswers() throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> RawPeer.write(
                        socket,
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            RawPeer.write(client, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(RawPeer.readAll(client))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("ok")
                    .doesNotContain(" 100 ", " 103 ");
        }
    }
}
