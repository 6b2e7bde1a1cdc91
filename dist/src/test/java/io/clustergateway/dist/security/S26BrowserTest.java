package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketRig;
import io.clustergateway.dist.RawHttp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another origin, or of a pod under the hub's own, gets nothing by a browser's doing. */
@Timeout(60)
final class S26BrowserTest {
    private static final String WEBSOCKET = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @BeforeAll
    static void aMemberThatOpensItself() {
        gateway.rig()
                .member()
                .server()
                .handle(
                        "/open",
                        request -> request.response()
                                .putHeader("Access-Control-Allow-Origin", "https://evil.example")
                                .putHeader("Access-Control-Allow-Credentials", "true")
                                .putHeader("Access-Control-Allow-Methods", "GET")
                                .putHeader("Access-Control-Allow-Headers", "Authorization")
                                .putHeader("Access-Control-Expose-Headers", "Audit-Id")
                                .setStatusCode(request.headers().contains("Upgrade") ? 403 : 200)
                                .end("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PROXY + "/open", PROXY + "/version", "/apis", "/readyz", PocketRig.RESOURCES, "/nowhere"})
    void noOriginIsAllowed(String path) throws Exception {
        for (String method : new String[] {"GET", "OPTIONS"}) {
            isNotOpened(
                    ask(method, path, PocketGateway.ALICE_AS_RAW_HEADER + "Access-Control-Request-Method: GET\r\n"));
        }
        isNotOpened(ask("GET", path, PocketGateway.ALICE_AS_RAW_HEADER + WEBSOCKET));
        isNotOpened(ask("GET", path, ""));
    }

    @Test
    void aWebSocketNeedsMoreThanACookie() throws Exception {
        String exec = PROXY + "/api/v1/namespaces/default/pods/web/exec?command=id&stdout=true";
        RawHttp.Response answer = ask("GET", exec, "Cookie: token=" + PocketGateway.ALICES_TOKEN + "\r\n" + WEBSOCKET);
        assertThat(answer.status()).isIn(401, 403);
        assertThat(answer.text()).doesNotContain("alice");
        assertThat(gateway.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apis", PocketRig.RESOURCES + "/clustergateways", PROXY + "/a%00b", "/nowhere"})
    void noBrowserGuessesWhatOurAnswersAre(String path) throws Exception {
        assertThat(ask("GET", path, PocketGateway.ALICE_AS_RAW_HEADER).headers())
                .containsEntry("x-content-type-options", "nosniff");
    }

    /** kube-apiserver leaves it to the backend; a pod's text must not become a page under the hub's origin. */
    @ParameterizedTest
    @ValueSource(strings = {"", WEBSOCKET})
    void noBrowserGuessesWhatAMembersAnswersAre(String headers) throws Exception {
        RawHttp.Response answer = ask("GET", PROXY + "/open", PocketGateway.ALICE_AS_RAW_HEADER + headers);
        assertThat(answer.status()).isEqualTo(headers.isEmpty() ? 200 : 403);
        assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    }

    private static void isNotOpened(RawHttp.Response answer) {
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    private static RawHttp.Response ask(String method, String path, String headers) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    method + " " + path + " HTTP/1.1\r\nHost: g\r\nOrigin: https://evil.example\r\n" + headers + "\r\n",
                    new byte[0]);
            return raw.read(false);
        }
    }
}
