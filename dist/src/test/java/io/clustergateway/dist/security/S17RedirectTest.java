package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2022-3172, CVE-2020-8559: a redirect leads nowhere but to the same member, and takes no credential elsewhere. */
@Timeout(60)
final class S17RedirectTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember attacker;
    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        attacker = new RawMember(request -> RawMember.ok("stolen"));
        member = gateway.join("raw", S17RedirectTest::answer);
    }

    private static String answer(String request) {
        String path = request.split(" ", 3)[1];
        if (path.startsWith("/to-attacker")) {
            return redirect(302, attacker.url() + "/steal");
        }
        if (path.startsWith("/by-")) {
            return redirect(Integer.parseInt(path.substring("/by-".length())), attacker.url() + "/steal");
        }
        if (path.startsWith("/plain-text")) {
            return redirect(302, "http://127.0.0.1/steal");
        }
        if (path.startsWith("/other-port")) {
            return redirect(302, "//127.0.0.1:1/steal");
        }
        if (path.startsWith("/api/v1/namespaces/team/services/page/proxy/")) {
            return redirect(302, "../../../../kube-system/secrets");
        }
        if (path.startsWith("/hop-")) {
            int left = Integer.parseInt(path.substring("/hop-".length()));
            return left == 0 ? RawMember.ok("arrived") : redirect(307, "/hop-" + (left - 1));
        }
        return RawMember.ok("{}");
    }

    private static String redirect(int code, String location) {
        return "HTTP/1.1 " + code + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    @AfterAll
    static void stop() {
        attacker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/to-attacker",
                "/by-301",
                "/by-303",
                "/by-307",
                "/by-308",
                "/plain-text",
                "/other-port",
                "/api/v1/namespaces/team/services/page/proxy/",
                "/hop-4"
            })
    void toSomewhereElseOrWithoutEndIsABadGateway(String path) throws Exception {
        member.forget();
        RawHttp.Response answer = ask("GET", path, "");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("\"kind\":\"Status\"").doesNotContain(attacker.url());
        assertThat(answer.headers()).doesNotContainKey("location");
        assertThat(attacker.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/to-attacker", "/by-307", "/hop-1"})
    void anUpgradeAndAWriteAreNeverRedirected(String path) throws Exception {
        member.forget();
        assertThat(ask("GET", path, "Connection: Upgrade\r\nUpgrade: websocket\r\n")
                        .status())
                .isEqualTo(502);
        assertThat(ask("POST", path, "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n")
                        .status())
                .isEqualTo(502);
        assertThat(ask("POST", path, "Content-Length: 0\r\n").status()).isEqualTo(502);
        assertThat(ask("DELETE", path, "").status()).isEqualTo(502);
        assertThat(member.requests()).hasSize(4);
        assertThat(attacker.requests()).isEmpty();
    }

    @Test
    void insideTheMemberThreeAreFollowedWithTheSameIdentity() throws Exception {
        member.forget();
        RawHttp.Response answer = ask("GET", "/hop-3", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("arrived");
        assertThat(member.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(RawMember.values(request, "Impersonate-User"))
                        .isEqualTo(List.of("alice")));
    }

    private static RawHttp.Response ask(String method, String path, String headers) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    method + " " + proxy("raw") + path + " HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + headers
                            + "\r\n",
                    new byte[0]);
            return raw.read(false);
        }
    }
}
