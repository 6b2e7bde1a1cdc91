package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.RawHttp;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CVE-2018-1002105: a connection whose upgrade failed carries nothing more. */
@Timeout(60)
final class S01UpgradeSmugglingTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember member;
    private static int pooled;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> {
            String path = request.split(" ", 3)[1];
            return switch (path) {
                case "/refuses" -> "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
                case "/agrees-to-nothing" -> "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n";
                case "/agrees-to-another" ->
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
                case "/moves" -> "HTTP/1.1 302 Found\r\nLocation: /secret\r\nContent-Length: 0\r\n\r\n";
                default -> RawMember.ok("{}");
            };
        });
        pooled = member.open();
    }

    static Stream<Arguments> failedUpgrades() {
        return Stream.of("/refuses", "/accepts-as-a-request", "/agrees-to-nothing", "/agrees-to-another", "/moves")
                .flatMap(path ->
                        Stream.of(Arguments.of(path, "GET", "websocket"), Arguments.of(path, "POST", "SPDY/3.1")));
    }

    @ParameterizedTest
    @MethodSource("failedUpgrades")
    void aSecondRequestNeverReachesTheMemberAndBothConnectionsEnd(String path, String method, String protocol)
            throws Exception {
        member.forget();
        try (RawHttp raw = gateway.raw()) {
            raw.send(upgrade(path, method, protocol) + pipelined(), new byte[0]);
            String answers = raw.rest();
            assertThat(answers).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 101");
            assertThat(answers.split("HTTP/1\\.1 ", -1)).as(answers).hasSize(2);
        }
        assertThat(member.requests()).hasSize(1).allMatch(request -> request.contains(path));
        await().until(() -> member.open() <= pooled);
    }

    @Test
    void anAgreedUpgradeDoesCarryWhatFollows() throws Exception {
        try (RawMember agrees = new RawMember(request -> request.contains("Upgrade: websocket")
                        ? "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                        : RawMember.ok("in the tunnel"));
                RawHttp raw = gateway.raw()) {
            gateway.join("agrees", agrees);
            raw.send(
                    upgrade("/x", "GET", "websocket").replace("/raw/", "/agrees/") + "GET /inside HTTP/1.1\r\n\r\n",
                    new byte[0]);
            assertThat(raw.line(text -> text.endsWith("in the tunnel"))).startsWith("HTTP/1.1 101");
        }
    }

    private static String upgrade(String path, String method, String protocol) {
        return method + " " + proxy("raw") + path + " HTTP/1.1\r\nHost: gateway\r\n" + ALICE_AS_RAW_HEADER
                + "Connection: Upgrade\r\nUpgrade: " + protocol + "\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    private static String pipelined() {
        return "GET " + proxy("raw") + "/api/v1/secrets HTTP/1.1\r\nHost: gateway\r\n" + ALICE_AS_RAW_HEADER + "\r\n";
    }
}
