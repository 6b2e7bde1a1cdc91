package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(60)
final class ProxyingTest {
    private Vertx vertx;
    private HttpClient h1;
    private HttpClient h2;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        h1 = client(HttpVersion.HTTP_1_1);
        h2 = client(HttpVersion.HTTP_2);
    }

    @AfterEach
    void tearDown() {
        Future.join(h1.close(), h2.close()).await();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void carriesABodyWithoutLengthToAnHttp1Member(HttpVersion version) throws Exception {
        try (Member member = member(
                        false,
                        request -> request.body()
                                .onSuccess(body -> request.response().end(body)));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Future<Reply> reply = asked(version, front, HttpMethod.PUT, "/x", request -> {
                request.setChunked(true).write(Buffer.buffer("one "));
                return request.end(Buffer.buffer("two")).compose(v -> request.response());
            });
            assertThat(get(reply).body()).isEqualTo("one two");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a%2Fb//c/;d=e/?x=%zz&y=%2F+;z", "/", "/a/", "/x?dryRun=All&fieldManager=a%20b&q", "/%E4%BD%A0"
            })
    void sendsPathAndQueryByteForByte(String target) throws Exception {
        try (Member member = member(true, request -> request.response().end(request.uri()));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            assertThat(body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, target))
                    .isEqualTo(target);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,true", "HTTP_1_1,false", "HTTP_2,true", "HTTP_2,false"})
    void givesTheHeadOfASilentWatchAtOnce(HttpVersion version, boolean memberHasH2) throws Exception {
        try (Member member = member(
                        memberHasH2,
                        request -> request.response()
                                .setChunked(true)
                                .putHeader("content-type", "application/json")
                                .writeHead());
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer =
                    get(request(version, front, HttpMethod.GET, "/watch").send());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.getHeader("content-type")).isEqualTo("application/json");
            answer.exceptionHandler(left -> {}).request().reset();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,true", "HTTP_1_1,false", "HTTP_2,true", "HTTP_2,false"})
    void freesTheMemberWhenTheClientLeaves(HttpVersion version, boolean memberHasH2) throws Exception {
        CompletableFuture<String> freed = new CompletableFuture<>();
        try (Member member = member(memberHasH2, request -> {
                    request.response().closeHandler(v -> freed.complete("freed"));
                    request.response().setChunked(true).writeHead();
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer =
                    get(request(version, front, HttpMethod.GET, "/watch").send());
            answer.exceptionHandler(left -> {}).request().reset();
            assertThat(freed.get(10, TimeUnit.SECONDS)).isEqualTo("freed");
            await().until(() -> front.upstream().inFlight() == 0);
        }
    }

    @Test
    void sendsNothingForAClientThatLeftDuringAdmission() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        Promise<Void> asked = Promise.promise();
        Promise<Void> decide = Promise.promise();
        try (Member member = member(true, request -> {
                    seen.incrementAndGet();
                    request.response().end();
                });
                Front front = new Front(vertx, request -> {
                    asked.tryComplete();
                    return decide.future().map(v -> Front.admitted(Front.cluster(member.port()), request));
                })) {
            HttpClientRequest request = request(HttpVersion.HTTP_2, front, HttpMethod.POST, "/x");
            request.end(Buffer.buffer("body"));
            get(asked.future());
            request.reset(8);
            await().until(() -> !front.outcomes.isEmpty());
            decide.complete();
            assertThat(body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/probe"))
                    .isEmpty();
            assertThat(seen).hasValue(1);
            assertThat(front.outcomes.get(0).code()).isEqualTo(Outcome.CLIENT_LEFT);
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
            Future<Reply> reply = asked(version, front, HttpMethod.GET, "/x", HttpClientRequest::send);
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
    void stripsWhatConnectionNamesInBothDirections() throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> RawPeer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\n"
                                + "X-Kept: 1\r\nContent-Length: 2\r\n\r\nok"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket client = RawPeer.connect(front.port())) {
            HttpClientResponse answer =
                    get(request(HttpVersion.HTTP_2, front, HttpMethod.GET, "/x").send());
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
    void passesTrailersOn() throws Exception {
        try (RawPeer member = new RawPeer(
                        (head, socket) -> RawPeer.write(
                                socket,
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n"));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Reply reply = reply(HttpVersion.HTTP_2, front, HttpMethod.GET, "/x", Buffer.buffer());
            assertThat(reply.head().getTrailer("x-sum")).isEqualTo("7");
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
    void keepsTheLengthOfAHeadAnswer() throws Exception {
        try (Member member = member(
                        true,
                        request -> request.response()
                                .putHeader("content-length", "1234")
                                .end());
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            HttpClientResponse answer = get(
                    request(HttpVersion.HTTP_1_1, front, HttpMethod.HEAD, "/x").send());
            assertThat(answer.getHeader("content-length")).isEqualTo("1234");
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
            HttpClientResponse answer = get(
                    request(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/x").send());
            assertThat(answer.getHeader("cache-control")).isEqualTo("private, max-age=99999999999");
            assertThat(answer.headers().getAll("warning")).hasSize(1);
            assertThat(answer.getHeader("date")).isEqualTo("Mon, 1 Jan 2024 00:00:00 GMT");
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

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void tellsAMemberThatClosesBeforeItsHead(HttpVersion version) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {});
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            refused(front, version, HttpMethod.GET, 503, "MemberConnectionLost", "1");
            refused(front, version, HttpMethod.POST, 503, "MemberConnectionLost", null);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void tellsAMemberThatIsDown(HttpVersion version) throws Exception {
        int port;
        try (RawPeer gone = new RawPeer((head, socket) -> {})) {
            port = gone.port();
        }
        try (Front front = Front.admitting(vertx, Front.cluster(port))) {
            refused(front, version, HttpMethod.DELETE, 503, "MemberUnreachable", "1");
            refused(front, version, HttpMethod.PATCH, 503, "MemberUnreachable", null);
            assertThat(front.outcomes).hasSize(2).allMatch(outcome -> outcome.code() == 503);
        }
    }

    @Test
    void tellsAMemberItDoesNotTrust() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("another");
        try (RawPeer member = new RawPeer((head, socket) -> {});
                RawPeer expired =
                        new RawPeer(Front.CA.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), (head, socket) -> {});
                RawPeer misnamed = new RawPeer(Front.CA.issueServer(List.of("other.example")), (head, socket) -> {})) {
            Trust wrong = new Trust.CaBundle(other.certificatePem());
            untrusted("https://127.0.0.1:" + member.port(), wrong, "not signed by");
            Trust right = new Trust.CaBundle(Front.CA.certificatePem());
            untrusted("https://127.0.0.1:" + expired.port(), right, "expired");
            untrusted("https://127.0.0.1:" + misnamed.port(), right, "another name");
            untrusted("https://127.0.0.1:" + member.port(), new Trust.SystemRoots(), "not signed by");
        }
    }

    @Test
    void givesASlowHead504() throws Exception {
        try (Member member = member(true, request -> {});
                Front front = new Front(
                        vertx,
                        request -> Future.succeededFuture(Front.admitted(Front.cluster(member.port()), request)),
                        Duration.ofMillis(300))) {
            refused(front, HttpVersion.HTTP_2, HttpMethod.GET, 504, "MemberTimeout", null);
            refused(front, HttpVersion.HTTP_1_1, HttpMethod.POST, 504, "MemberTimeout", null);
        }
    }

    @Test
    void followsRedirectsWithinTheMemberOnly() throws Exception {
        AtomicInteger port = new AtomicInteger();
        try (Member member = member(true, request -> {
                    String to = switch (request.path()) {
                        case "/same" -> "/end?x=%2F";
                        case "/absolute" -> "https://127.0.0.1:" + port.get() + "/end";
                        case "/away" -> "https://localhost:" + port.get() + "/end";
                        case "/loop" -> "/loop";
                        default -> "";
                    };
                    if (to.isEmpty()) {
                        request.response().end(request.uri() + " " + request.getHeader("impersonate-user"));
                    } else {
                        request.response()
                                .setStatusCode(302)
                                .putHeader("location", to)
                                .end();
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            port.set(member.port());
            assertThat(body(HttpVersion.HTTP_2, front, HttpMethod.GET, "/same")).isEqualTo("/end?x=%2F alice");
            assertThat(body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/absolute"))
                    .isEqualTo("/end alice");
            refused(front, HttpVersion.HTTP_1_1, HttpMethod.GET, "/away", 502, "MemberRedirected", null);
            refused(front, HttpVersion.HTTP_2, HttpMethod.GET, "/loop", 502, "MemberRedirected", null);
            refused(front, HttpVersion.HTTP_2, HttpMethod.POST, "/same", 502, "MemberRedirected", null);
        }
    }

    @Test
    void passesAMembersErrorByteForByte() throws Exception {
        String status = "{\"kind\":\"Status\", \"code\":409 }\n";
        try (Member member = member(
                        true,
                        request -> request.response()
                                .setStatusCode(409)
                                .putHeader("content-type", "application/json")
                                .end(status));
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            Reply reply = reply(HttpVersion.HTTP_2, front, HttpMethod.POST, "/x", Buffer.buffer("{}"));
            assertThat(reply.head().statusCode()).isEqualTo(409);
            assertThat(reply.head().headers().getAll("audit-id")).containsExactly("audit-1");
            assertThat(reply.body()).isEqualTo(status);
            await().untilAsserted(() -> assertThat(front.outcomes)
                    .singleElement()
                    .satisfies(o -> assertThat(o.hop()).isEmpty()));
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

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void answersARefusalAlthoughTheUploadGoesOn(HttpVersion version) {
        try (Front front = new Front(
                vertx, request -> Future.failedFuture(Failure.forbidden("no \"rights\"", Hop.HUB_AUTHORIZATION)))) {
            Future<Integer> code =
                    Future.future(promise -> vertx.runOnContext(v -> begin(version, front, HttpMethod.PUT, "/x")
                            .compose(request -> {
                                request.setChunked(true).write(Buffer.buffer("half"));
                                return request.response();
                            })
                            .map(HttpClientResponse::statusCode)
                            .onComplete(promise)));
            assertThat(get(code)).isEqualTo(403);
            await().untilAsserted(() -> assertThat(front.outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.hop()).contains(Hop.HUB_AUTHORIZATION)));
        }
    }

    /** The route of the proxy takes paths only, so that its answer would be another. */
    @Test
    void refusesBeforeTheProxyHasAnythingToDoWithIt() throws Exception {
        try (Front front = new Front(
                vertx,
                request -> Future.failedFuture(
                        Failure.unavailable("too much", Hop.GATEWAY).retryAfter(1)))) {
            HttpClientResponse answer = get(request(HttpVersion.HTTP_1_1, front, HttpMethod.OPTIONS, "*")
                    .send());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.getHeader("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void answersExpectContinueItselfAndOnlyAfterAdmission() throws Exception {
        String expecting =
                "PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        try (Member member = member(
                        true,
                        request -> request.body()
                                .onSuccess(body -> request.response().end(body + " " + request.getHeader("expect"))));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                Front strict = new Front(vertx, request -> Future.failedFuture(Failure.unauthorized("who?")));
                SSLSocket admitted = RawPeer.connect(front.port());
                SSLSocket refused = RawPeer.connect(strict.port())) {
            RawPeer.write(admitted, expecting);
            assertThat(RawPeer.readHead(admitted.getInputStream())).startsWith("HTTP/1.1 100 ");
            RawPeer.write(admitted, "ok");
            assertThat(RawPeer.readAll(admitted)).startsWith("HTTP/1.1 200 ").endsWith("ok null");
            RawPeer.write(refused, expecting);
            assertThat(RawPeer.readHead(refused.getInputStream())).startsWith("HTTP/1.1 401 ");
        }
    }

    private void untrusted(String url, Trust trust, String reason) throws Exception {
        try (Front front = Front.admitting(vertx, Front.cluster(url, trust))) {
            String body =
                    refused(front, HttpVersion.HTTP_1_1, HttpMethod.GET, 502, "MemberCertificateNotTrusted", null);
            assertThat(body).contains(reason);
        }
    }

    private String refused(
            Front front, HttpVersion version, HttpMethod method, int code, String cause, String retryAfter) {
        return refused(front, version, method, "/x", code, cause, retryAfter);
    }

    private String refused(
            Front front, HttpVersion version, HttpMethod method, String path, int code, String cause, String retry) {
        Buffer sent = method == HttpMethod.POST || method == HttpMethod.PATCH ? Buffer.buffer("body") : Buffer.buffer();
        Reply reply = reply(version, front, method, path, sent);
        assertThat(reply.body()).contains("\"kind\":\"Status\"", cause);
        assertThat(reply.head().statusCode()).as(reply.body()).isEqualTo(code);
        assertThat(reply.head().getHeader("retry-after")).isEqualTo(retry);
        assertThat(reply.head().getHeader("audit-id")).isEqualTo("audit-1");
        return reply.body();
    }

    private HttpClientRequest request(HttpVersion version, Front front, HttpMethod method, String target) {
        return get(begin(version, front, method, target));
    }

    /** An answer read whole. */
    private record Reply(HttpClientResponse head, String body) {}

    private String body(HttpVersion version, Front front, HttpMethod method, String target) {
        return reply(version, front, method, target, Buffer.buffer()).body();
    }

    private Reply reply(HttpVersion version, Front front, HttpMethod method, String target, Buffer body) {
        return get(asked(version, front, method, target, request -> request.send(body)));
    }

    /** On an event loop, because elsewhere a body can pass before anybody listens. */
    private Future<Reply> asked(
            HttpVersion version,
            Front front,
            HttpMethod method,
            String target,
            Function<HttpClientRequest, Future<HttpClientResponse>> send) {
        return Future.future(promise -> vertx.runOnContext(v -> begin(version, front, method, target)
                .compose(send)
                .compose(answer -> answer.body().map(bytes -> new Reply(answer, bytes.toString())))
                .onComplete(promise)));
    }

    private Future<HttpClientRequest> begin(HttpVersion version, Front front, HttpMethod method, String target) {
        return (version == HttpVersion.HTTP_2 ? h2 : h1)
                .request(new RequestOptions()
                        .setMethod(method)
                        .setHost("127.0.0.1")
                        .setPort(front.port())
                        .setURI(target));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(15, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer within 15 s", e);
        }
    }

    private HttpClient client(HttpVersion version) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setUseAlpn(true)
                        .setProtocolVersion(version),
                new PoolOptions().setHttp1MaxSize(50));
    }

    private Member member(boolean withHttp2, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(Front.options().setUseAlpn(withHttp2));
        return new Member(server.requestHandler(handler).listen().await());
    }

    /** A Vert.x server as a member. */
    private record Member(HttpServer server) implements AutoCloseable {
        int port() {
            return server.actualPort();
        }

        @Override
        public void close() {
            server.close().await();
        }
    }
}
