package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The member's Host is its endpoint's, whatever a client calls the gateway. */
@Timeout(60)
final class S15HostTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> RawMember.ok("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: Upgrade\r\nUpgrade: websocket\r\n", "X-Forwarded-Host: evil.example\r\n"})
    void aForeignHostStaysOutside(String headers) throws Exception {
        member.forget();
        assertThat(status("GET " + proxy("raw") + "/api HTTP/1.1\r\nHost: evil.example\r\n" + headers))
                .isEqualTo(200);
        assertThat(member.requests()).hasSize(1);
        assertThat(RawMember.values(member.requests().get(0), "Host"))
                .containsExactly(member.url().substring("https://".length()));
        assertThat(member.requests().get(0)).doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil.example%s/api HTTP/1.1\r\nHost: evil.example\r\n",
                "GET https://gateway%s/api HTTP/1.1\r\nHost: gateway\r\n",
                "GET //evil.example%s/api HTTP/1.1\r\nHost: gateway\r\n",
                "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nX: %s\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: gateway\r\nX: %s\r\n",
                "GET %s/api HTTP/1.1\r\nHost: a\r\nHost: evil.example\r\n"
            })
    void confusedTargetsAreRefused(String head) throws Exception {
        member.forget();
        assertThat(status(head.formatted(proxy("raw")))).isIn(400, 404, 405);
        assertThat(member.requests()).isEmpty();
    }

    @Test
    void anAuthorityAndAnotherHostAreRefused() throws Exception {
        member.forget();
        try (RawHttp2 raw = new RawHttp2(gateway.rig(), 10_000)) {
            byte[] block = RawHttp2.get(
                    proxy("raw") + "/api",
                    "authorization",
                    "Bearer " + PocketGateway.ALICES_TOKEN,
                    "host",
                    "evil.example");
            raw.write(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, block));
            List<RawHttp2.Frame> answer = raw.answer(1);
            assertThat(answer)
                    .anyMatch(frame -> frame.type() == RawHttp2.RST_STREAM
                            || frame.type() == RawHttp2.GOAWAY
                            || frame.type() == RawHttp2.DATA && frame.text().contains("\"code\":400"));
        }
        assertThat(member.requests()).isEmpty();
    }

    private static int status(String head) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(head + ALICE_AS_RAW_HEADER + "\r\n", new byte[0]);
            return raw.read(false).status();
        }
    }
}
