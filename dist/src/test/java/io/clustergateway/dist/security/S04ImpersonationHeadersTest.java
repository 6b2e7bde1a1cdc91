package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever impersonation a client asks for by header, a member hears of the caller alone. */
@Timeout(60)
final class S04ImpersonationHeadersTest {
    private static final String[] CLAIMS = {
        "Impersonate-User", "system:admin",
        "impersonate-group", "system:masters",
        "Impersonate-Uid", "0",
        "Impersonate-Extra-x", "y",
        "Impersonate-Foo", "bar",
        "impersonate_user", "system:admin",
        "IMPERSONATE_GROUP", "system:masters"
    };

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void noneOfARequestsOwnReachTheMemberAndNoneIsDoubled(String version) {
        try (PocketClient alice = gateway.alice(HttpVersion.valueOf(version))) {
            assertThat(alice.get(PROXY + "/version", CLAIMS).status()).isEqualTo(200);
        }
        isAlice();
    }

    @Test
    void noneOfAnUpgradesOwnReachTheMember() throws Exception {
        StringBuilder claims = new StringBuilder();
        for (int i = 0; i < CLAIMS.length; i += 2) {
            claims.append(CLAIMS[i]).append(": ").append(CLAIMS[i + 1]).append("\r\n");
        }
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    "GET " + PROXY
                            + "/api/v1/namespaces/default/pods/web/exec?command=id&stdout=1 HTTP/1.1\r\nHost: g\r\n"
                            + ALICE_AS_RAW_HEADER + claims
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n",
                    new byte[0]);
            assertThat(raw.read(true).status()).isEqualTo(101);
        }
        isAlice();
    }

    private static void isAlice() {
        List<SeenRequest> seen = gateway.seen();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).headerNames("impersonate"))
                .containsExactly("impersonate-user", "impersonate-group", "impersonate-group");
        assertThat(seen.get(0).header("impersonate-user")).containsExactly("alice");
        assertThat(seen.get(0).header("impersonate-group")).containsExactly("team", "system:authenticated");
    }
}
