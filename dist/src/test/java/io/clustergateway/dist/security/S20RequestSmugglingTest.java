package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request whose end two servers may see at different places is refused, and what passes is framed anew. */
@Timeout(90)
final class S20RequestSmugglingTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> RawMember.ok("{}"));
    }

    static Stream<String> ambiguous() {
        return Stream.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity, chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding:\u000bchunked\r\n",
                "Content-Length: 0\r\nContent-Length: 4\r\n",
                "Content-Length: 0, 4\r\n",
                "Content-Length: +4\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 0x4\r\n",
                "Content-Length : 4\r\n",
                "Content-Length: 4\r\n Content-Length: 0\r\n",
                "X-Bare: a\nTransfer-Encoding: chunked\r\n",
                "X-Nul: a\0b\r\nContent-Length: 0\r\n",
                "X-Return: a\rContent-Length: 4\r\n",
                "X Space: a\r\nContent-Length: 0\r\n",
                "X-Folded: a\r\n Transfer-Encoding: chunked\r\n",
                "X-Folded: a\r\n\tb\r\nContent-Length: 0\r\n",
                "X-Folded: a\r\n \r\nContent-Length: 0\r\n",
                ": nameless\r\nContent-Length: 0\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void anAmbiguousLengthIsRefusedAndTheConnectionEnds(String headers) throws Exception {
        member.forget();
        String smuggled =
                "0\r\n\r\nGET " + proxy("raw") + "/smuggled HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + "\r\n";
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    "POST " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + headers + "\r\n"
                            + smuggled,
                    new byte[0]);
            String answers = raw.rest();
            assertThat(answers).startsWith("HTTP/1.1 400 ");
            assertThat(answers.split("HTTP/1\\.1 ", -1)).as(answers).hasSize(2);
        }
        assertThat(member.requests()).isEmpty();
    }

    /** Of requests on one connection, in whatever pieces their bytes come, the first bad one is the last that is read. */
    @Test
    void aFoldedHeaderIsFoundBehindABodyAndInPieces() throws Exception {
        member.forget();
        String post = "POST " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER;
        String body = "Content-Length: 12\r\n\r\na: b\r\n folds";
        try (RawHttp raw = gateway.raw()) {
            raw.send(post + body + post + body, new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
            assertThat(raw.read(false).status()).isEqualTo(200);
            for (String piece : List.of(post + "X-Folded: a\r", "\n", " b\r\n", body + post + body)) {
                raw.send(piece, new byte[0]);
            }
            assertThat(raw.read(false).status()).isEqualTo(400);
            assertThat(raw.rest()).isEmpty();
        }
        try (RawHttp raw = gateway.raw()) {
            raw.send(post + body, new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
        }
        assertThat(member.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"
            })
    void brokenChunksNeverMakeASecondRequest(String body) throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    "POST " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER
                            + "Transfer-Encoding: chunked\r\n\r\n" + body + "GET " + proxy("raw")
                            + "/smuggled HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + "\r\n",
                    new byte[0]);
            assertThat(raw.rest().split("HTTP/1\\.1 200", -1)).hasSize(1);
        }
        assertThat(member.requests()).noneMatch(request -> request.contains("smuggled"));
    }

    @Test
    void chunkExtensionsAndTrailersOfAClientStayOutside() throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    "POST " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER
                            + "Transfer-Encoding: chunked\r\nTrailer: Impersonate-User\r\n\r\n"
                            + "5;evil=extension\r\nhello\r\n0\r\nImpersonate-User: admin\r\n\r\n",
                    new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
        }
        assertThat(member.requests()).hasSize(1);
        assertThat(member.requests().get(0)).contains("hello").doesNotContain("evil", "admin", "extension");
    }

    static Stream<Arguments> http2() {
        String injected = "x\r\nImpersonate-User: admin\r\n\r\nGET /smuggled HTTP/1.1";
        return Stream.of(
                Arguments.of("a value with line breaks", List.of("x-evil", injected)),
                Arguments.of("a value with a line feed", List.of("x-evil", "a\nb: c")),
                Arguments.of("a value with NUL", List.of("x-evil", "a\0b")),
                Arguments.of("a name with line breaks", List.of("x-evil: y\r\nimpersonate-user", "admin")),
                Arguments.of("a name with a colon", List.of("impersonate-user:x", "admin")),
                Arguments.of("a name in capitals", List.of("X-Evil", "a")),
                Arguments.of("transfer-encoding", List.of("transfer-encoding", "chunked")),
                Arguments.of("connection", List.of("connection", "impersonate-user")),
                Arguments.of("a length that lies", List.of("content-length", "10")),
                Arguments.of("a second path", List.of(":path", "/smuggled")),
                Arguments.of("an unknown pseudo header", List.of(":evil", "a")),
                Arguments.of("a user agent with line breaks", List.of("user-agent", injected)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http2")
    void whatHttp2CannotMeanIsRefused(String what, List<String> pairs) throws Exception {
        isRefused(RawHttp2.get(proxy("raw") + "/api", withToken(pairs)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api HTTP/1.1\r\nX: y", "/api x", "/a\tb", "http://evil.example/", "*", ""})
    void aPathThatHttp1CannotCarryIsRefused(String path) throws Exception {
        isRefused(RawHttp2.get(path.startsWith("/") ? proxy("raw") + path : path, withToken(List.of())));
    }

    /** Found by Http2Fuzz: an exception of ours was logged for every stranger who sent one. */
    @Test
    void aConnectWithoutAPathIsABadRequest() throws Exception {
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 10_000)) {
            byte[] block = RawHttp2.block(":method", "CONNECT", ":authority", "m:443");
            raw.write(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, block));
            assertThat(raw.answer(1))
                    .anyMatch(frame ->
                            frame.type() == RawHttp2.DATA && frame.text().contains("request target: none"));
        }
    }

    private static String[] withToken(List<String> pairs) {
        return Stream.concat(Stream.of("authorization", "Bearer " + PocketGateway.ALICES_TOKEN), pairs.stream())
                .toArray(String[]::new);
    }

    private static void isRefused(byte[] block) throws Exception {
        member.forget();
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 10_000)) {
            raw.write(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, block));
            assertThat(raw.answer(1))
                    .noneMatch(frame ->
                            frame.type() == RawHttp2.DATA && frame.text().equals("{}"))
                    .anyMatch(frame -> frame.type() == RawHttp2.RST_STREAM
                            || frame.type() == RawHttp2.GOAWAY
                            || frame.type() == RawHttp2.HEADERS);
        }
        assertThat(member.requests()).isEmpty();
    }
}
