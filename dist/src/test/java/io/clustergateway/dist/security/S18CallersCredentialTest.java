package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a caller shows to the gateway is not shown to a member. */
@Timeout(60)
final class S18CallersCredentialTest {
    private static final String CANARY = "canary-of-the-caller-9d41";
    private static final String ENCODED =
            Base64.getUrlEncoder().withoutPadding().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
    private static final String SHOWN = "Cookie: session=" + CANARY + "\r\nCookie2: " + CANARY
            + "\r\nProxy-Authorization: Basic " + CANARY + "\r\nProxy-Authenticate: " + CANARY
            + "\r\nX-Forwarded-Client-Cert: " + CANARY + "\r\nForwarded: for=" + CANARY + "\r\nX-Remote-User: " + CANARY
            + "\r\n";
    private static final String HEADER = "Authorization: Bearer " + CANARY + "\r\n";
    private static final String WEBSOCKET = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults()
            .hub(PocketOptions.create("hub-ca").withToken(CANARY, User.of("alice", "team")));

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> RawMember.ok("{}"));
    }

    @Test
    void ofAPlainRequest() throws Exception {
        isNotSeen("GET", HEADER + SHOWN);
        isNotSeen("POST", HEADER + SHOWN + "Content-Length: 0\r\n");
    }

    @Test
    void ofAWebSocket() throws Exception {
        isNotSeen("GET", HEADER + SHOWN + WEBSOCKET);
        isNotSeen(
                "GET",
                SHOWN + WEBSOCKET + "Sec-WebSocket-Protocol: v5.channel.k8s.io, base64url.bearer.authorization.k8s.io."
                        + ENCODED + "\r\n");
        assertThat(RawMember.values(member.requests().get(0), "Sec-WebSocket-Protocol"))
                .containsExactly("v5.channel.k8s.io");
    }

    @Test
    void ofSpdy() throws Exception {
        isNotSeen("POST", HEADER + SHOWN + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n");
    }

    @Test
    void ofARequestWhoseConnectionHeaderNamesWhatIsShown() throws Exception {
        isNotSeen("GET", HEADER + SHOWN + "Connection: Cookie, Authorization\r\n");
    }

    private static void isNotSeen(String method, String headers) throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(method + " " + proxy("raw") + "/api HTTP/1.1\r\nHost: g\r\n" + headers + "\r\n", new byte[0]);
            assertThat(raw.read(false).status()).isEqualTo(200);
        }
        assertThat(member.requests()).hasSize(1);
        assertThat(member.requests().get(0)).doesNotContain(CANARY, ENCODED).contains("alice");
        assertThat(RawMember.values(member.requests().get(0), "Authorization"))
                .containsExactly("Bearer " + PocketGateway.text(gateway.tokenSecret(), "token"));
        assertThat(RawMember.names(member.requests().get(0)))
                .noneMatch(name -> name.startsWith("cookie")
                        || name.startsWith("proxy-")
                        || name.startsWith("x-forwarded")
                        || name.startsWith("x-remote"));
    }
}
