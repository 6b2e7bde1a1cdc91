package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** X-Remote-* is believed of a front proxy of the right CA and name only; of others it is stripped. */
@Timeout(60)
final class S05FrontProxyHeadersTest {
    private static final String CLAIM =
            "X-Remote-User: bob\r\nX-Remote-Group: system:masters\r\nX-Remote-Uid: 1\r\nX-Remote-Extra-Scopes: all\r\n";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @Test
    void aTokensHolderIsThemselves() throws Exception {
        try (RawHttp raw = gateway.raw()) {
            assertThat(ask(raw, ALICE_AS_RAW_HEADER + CLAIM)).isEqualTo(200);
        }
        isAliceAlone();
    }

    @Test
    void aHolderOfACertificateOfTheClientCaIsThemselves() throws Exception {
        for (String name : List.of("alice", "front-proxy-client")) {
            gateway.rules().grant(name, List.of("*"), List.of("clustergateways/proxy"));
            gateway.rig().member().server().forgetRequests();
            try (RawHttp raw = gateway.raw(issued(gateway.rig().somebody(name)))) {
                assertThat(ask(raw, CLAIM)).isEqualTo(200);
            }
            assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly(name);
            assertThat(gateway.seen().get(0).headerNames("x-remote")).isEmpty();
        }
    }

    @Test
    void aFrontProxyOfAnotherNameIsNobody() throws Exception {
        Issued other = gateway.rig().hub().frontProxyAuthority().issueClient("someone-else", List.of());
        try (RawHttp raw = gateway.raw(other)) {
            assertThat(ask(raw, CLAIM)).isEqualTo(401);
        }
        assertThat(gateway.seen()).isEmpty();
        try (RawHttp raw = gateway.raw(other)) {
            assertThat(ask(raw, ALICE_AS_RAW_HEADER + CLAIM)).isIn(200, 401);
        }
        assertThat(gateway.seen())
                .allSatisfy(seen -> assertThat(seen.header("Impersonate-User")).containsExactly("alice"));
    }

    @Test
    void theFrontProxyItselfIsBelieved() {
        try (PocketClient proxy = gateway.rig().frontProxy(HttpVersion.HTTP_2)) {
            assertThat(proxy.get(PROXY + "/version", "X-Remote-User", "bob").status())
                    .isEqualTo(200);
        }
        assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly("bob");
    }

    /** The byte FC and the bytes C3 BC are two callers for the hub, and would be one if both were read as the same letter. */
    @Test
    void aNameThatIsNotUtf8IsNobodys() throws Exception {
        gateway.rules().grant("j\u00fcrgen", List.of("*"), List.of("clustergateways/proxy"));
        Issued proxy = gateway.rig().hub().frontProxyAuthority().issueClient("front-proxy-client", List.of());
        String latin1 = "X-Remote-User: j\u00fcrgen\r\n";
        try (RawHttp raw = gateway.raw(proxy)) {
            assertThat(ask(raw, latin1)).isEqualTo(401);
            assertThat(ask(raw, ALICE_AS_RAW_HEADER + latin1)).isEqualTo(401);
            assertThat(gateway.seen()).isEmpty();
            assertThat(ask(raw, "X-Remote-User: j\u00c3\u00bcrgen\r\n")).isEqualTo(200);
        }
        assertThat(gateway.seen()).hasSize(1);
    }

    private static void isAliceAlone() {
        assertThat(gateway.seen()).hasSize(1);
        assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly("alice");
        assertThat(gateway.seen().get(0).header("Impersonate-Group")).containsExactly("team", "system:authenticated");
        assertThat(gateway.seen().get(0).headerNames("x-remote")).isEmpty();
    }

    private static int ask(RawHttp raw, String headers) throws Exception {
        return raw.exchange("GET " + PROXY + "/version HTTP/1.1\r\nHost: g\r\n" + headers + "\r\n", new byte[0])
                .status();
    }

    private static Issued issued(Credential credential) {
        return ((Credential.ClientCertificate) credential).issued();
    }
}
