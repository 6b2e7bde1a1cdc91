package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RawHttp;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim answers, Expect, trailers and huge heads are the gateway's own affair and nobody's way in. */
@Timeout(60)
final class S28InterimAnswersTest {
    private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
            + "HTTP/1.1 103 Early Hints\r\nLink: </evil>; rel=preload\r\n\r\n";

    private static final String TRAILERS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: X-Named\r\n"
            + "Trailer: X-Checksum\r\n\r\n5\r\nwhole\r\n0\r\nX-Checksum: good\r\nGrpc-Status: 0\r\nX-Named: evil\r\n"
            + "Audit-Id: evil\r\nX-Cluster-Gateway-Hop: evil\r\nAccess-Control-Allow-Origin: evil\r\nSet-Cookie: evil\r\n"
            + "Cache-Control: evil\r\nContent-Type: evil\r\nContent-Length: 99\r\nTransfer-Encoding: evil\r\n"
            + "X-Content-Type-Options: evil\r\nWarning: evil\r\nLocation: evil\r\n\r\n";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join(
                "raw", request -> INTERIM + (request.startsWith("GET /trailers") ? TRAILERS : RawMember.ok("whole")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: Upgrade\r\nUpgrade: websocket\r\n"})
    void theClientGetsTheLastAnswerOnceAndNothingElse(String headers) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(head("GET", headers + (headers.isEmpty() ? "Connection: close\r\n" : "")), new byte[0]);
            String answers = raw.rest();
            assertThat(answers).startsWith("HTTP/1.1 200 ").endsWith("whole").doesNotContain("evil");
            assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSize(2);
        }
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            assertThat(alice.get(proxy("raw") + "/api").body()).isEqualTo("whole");
        }
    }

    @Test
    void expectIsAnsweredHereAndTheMemberHearsNothingOfIt() throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(head("POST", "Expect: 100-continue\r\nContent-Length: 5\r\n"), new byte[0]);
            assertThat(raw.line(text -> text.endsWith("\r\n\r\n"))).startsWith("HTTP/1.1 100 ");
            raw.send("hello", new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
        }
        assertThat(member.requests()).hasSize(1);
        assertThat(RawMember.names(member.requests().get(0))).doesNotContain("expect");
    }

    @Test
    void trailersOfARequestEndHere() throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    head("POST", "Transfer-Encoding: chunked\r\n")
                            + "5\r\nhello\r\n0\r\nImpersonate-User: admin\r\nAuthorization: Bearer x\r\n\r\n",
                    new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
        }
        assertThat(member.requests()).hasSize(1);
        assertThat(member.requests().get(0)).contains("hello").doesNotContain("admin", "Bearer x");
    }

    /** RFC 9110 section 6.5.1: those that nothing depends on pass, as through Go's reverse proxy. */
    @Test
    void noTrailerOfAMemberSaysWhatAHeadSays() throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(head("GET", "TE: trailers\r\nConnection: close\r\n").replace("/api ", "/trailers "), new byte[0]);
            String answer = raw.rest();
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("whole");
            String trailers = answer.substring(answer.lastIndexOf("\r\n0\r\n")).toLowerCase(Locale.ROOT);
            assertThat(trailers).contains("x-checksum: good", "grpc-status: 0").doesNotContain("evil", "99");
            assertThat(answer).doesNotContain("evil");
        }
    }

    @Test
    void aHeadOfMoreThanOneMebibyteIsRefused() throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(head("GET", "X-Long: " + "a".repeat(1_100_000) + "\r\n"), new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(431);
        }
        assertThat(member.requests()).isEmpty();
    }

    private static String head(String method, String headers) {
        return method + " " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + headers + "\r\n";
    }
}
