package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2022-23652: a Connection header names headers to be removed; the identity is never among them. */
@Timeout(60)
final class S03HopByHopTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> RawMember.ok("{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Impersonate-User, Impersonate-Group, Authorization",
                "Connection:   Impersonate-User ,  Impersonate-Group,Authorization",
                "Connection:\tImpersonate-User,\tImpersonate-Group\t,\tAuthorization\t",
                "Connection: IMPERSONATE-USER, IMPERSONATE-GROUP, AUTHORIZATION",
                "CONNECTION: impersonate-user,impersonate-group,authorization",
                "Connection: keep-alive\r\nConnection: Impersonate-User\r\nConnection: Impersonate-Group, Authorization",
                "Connection: ,,Impersonate-User,,Authorization,,",
                "Connection: Impersonate_User, impersonate-extra-scopes, Host, Content-Length",
                "Keep-Alive: x\r\nConnection: Keep-Alive, Impersonate-User, Impersonate-Group",
                "Proxy-Connection: Impersonate-User, Impersonate-Group, Authorization",
                "TE: Impersonate-User\r\nTrailer: Impersonate-User, Authorization\r\nConnection: TE, Trailer"
            })
    void theMemberGetsTheWholeIdentityOrNothing(String headers) throws Exception {
        String plain = headers.replace("\r\nConnection: keep-alive", "");
        arrivesWhole("GET", plain + "\r\n");
        arrivesWhole("GET", plain + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
        arrivesWhole("POST", "Connection: Upgrade\r\n" + plain + "\r\nUpgrade: SPDY/3.1\r\n");
    }

    private static void arrivesWhole(String method, String headers) throws Exception {
        member.forget();
        int status;
        try (RawHttp raw = gateway.raw()) {
            raw.send(
                    method + " " + proxy("raw") + "/api HTTP/1.1\r\nHost: gateway\r\n" + ALICE_AS_RAW_HEADER + headers
                            + "\r\n",
                    new byte[0]);
            status = raw.read(false).status();
        }
        assertThat(status).isIn(200, 400);
        assertThat(member.requests()).hasSize(status == 200 ? 1 : 0).allSatisfy(request -> {
            assertThat(RawMember.values(request, "Impersonate-User")).containsExactly("alice");
            assertThat(RawMember.values(request, "Impersonate-Group"))
                    .containsExactlyElementsOf(List.of("team", "system:authenticated"));
            assertThat(RawMember.values(request, "Authorization"))
                    .containsExactly("Bearer " + PocketGateway.text(gateway.tokenSecret(), "token"));
        });
    }
}
