package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade is one WebSocket or SPDY/3.1, by GET or POST of HTTP/1.1; nothing else reaches a member. */
@Timeout(60)
final class S02UpgradeTokenTest {
    private static final String WEBSOCKET = "Upgrade: websocket\r\n";
    private static final String TARGET = PROXY + "/api/v1/namespaces/default/pods/web/exec?command=id&stdout=true";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                "Upgrade: h2c, websocket\r\n",
                "Upgrade: websocket, SPDY/3.1\r\n",
                "Upgrade: websocket\r\nUpgrade: h2c\r\n",
                "Upgrade: TLS/1.0\r\n",
                "Upgrade: SPDY/2\r\n",
                "Upgrade: websocket/13\r\n",
                "Upgrade:\r\n"
            })
    void anythingButOneKnownProtocolIsRefused(String upgrade) throws Exception {
        isRefused("GET", "HTTP/1.1", "Connection: Upgrade, HTTP2-Settings\r\n" + upgrade);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "HEAD"})
    void noOtherMethodUpgrades(String method) throws Exception {
        isRefused(method, "HTTP/1.1", "Connection: Upgrade\r\n" + WEBSOCKET);
    }

    @Test
    void neitherHttp10NorABodyNorAMissingConnectionHeaderUpgrades() throws Exception {
        isRefused("GET", "HTTP/1.0", "Connection: Upgrade\r\n" + WEBSOCKET);
        isRefused("POST", "HTTP/1.1", "Connection: Upgrade\r\nContent-Length: 3\r\n" + WEBSOCKET + "\r\nabc");
        isRefused("GET", "HTTP/1.1", "Connection: keep-alive\r\n" + WEBSOCKET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "WEBSOCKET", "spdy/3.1", "SPDY/3.1"})
    void theTwoProtocolsPassInAnyCase(String protocol) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(head("GET", "HTTP/1.1", "Connection: upgrade\r\nUpgrade: " + protocol + "\r\n"), new byte[0]);
            raw.read(true);
        }
        assertThat(gateway.seen()).hasSize(1);
        assertThat(gateway.seen().get(0).header("Upgrade")).containsExactly(protocol);
    }

    private static void isRefused(String method, String version, String headers) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(head(method, version, headers), new byte[0]);
            assertThat(raw.line(text -> text.endsWith("\r\n")))
                    .startsWith("HTTP/1.")
                    .contains(" 400 ");
        }
        assertThat(gateway.seen()).isEmpty();
    }

    private static String head(String method, String version, String headers) {
        return method + " " + TARGET + " " + version + "\r\nHost: gateway\r\n" + ALICE_AS_RAW_HEADER
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n" + headers + "\r\n";
    }
}
