package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client is told of a member that does not answer as it should. */
@Timeout(60)
final class FailingMembersTest {
    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void tellsAMemberThatIsDown(HttpVersion version) throws Exception {
        int port;
        try (RawPeer gone = new RawPeer((head, socket) -> {})) {
            port = gone.port();
        }
        try (Front front = Front.admitting(vertx, Front.cluster(port))) {
            clients.refused(front, version, HttpMethod.DELETE, 503, "MemberUnreachable", "1");
            clients.refused(front, version, HttpMethod.PATCH, 503, "MemberUnreachable", null);
            assertThat(front.outcomes).hasSize(2).allMatch(outcome -> outcome.code() == 503);
        }
    }

    @Test
    void tellsAMemberItDoesNotTrust() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("another");
        try (RawPeer member = new RawPeer((head, socket) -> {});
                RawPeer expired =
                        new RawPeer(Front.CA.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED), (head, socket) -> {});
                RawPeer misnamed = new RawPeer(Front.CA.issueServer(List.of("other.example")), (head, socket) -> {})) {
            Trust wrong = new Trust.CaBundle(other.certificatePem());
            untrusted("https://127.0.0.1:" + member.port(), wrong, "not signed by");
            Trust right = new Trust.CaBundle(Front.CA.certificatePem());
            untrusted("https://127.0.0.1:" + expired.port(), right, "expired");
            untrusted("https://127.0.0.1:" + misnamed.port(), right, "another name");
            untrusted("https://127.0.0.1:" + member.port(), new Trust.SystemRoots(), "not signed by");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void tellsAMemberThatClosesBeforeItsHead(HttpVersion version) throws Exception {
        try (RawPeer member = new RawPeer((head, socket) -> {});
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            clients.refused(front, version, HttpMethod.GET, 503, "MemberConnectionLost", "1");
            clients.refused(front, version, HttpMethod.POST, 503, "MemberConnectionLost", null);
        }
    }

    @Test
    void givesASlowHead504() throws Exception {
        try (HttpMember member = new HttpMember(vertx, true, request -> {});
                Front front = new Front(
                        vertx,
                        request -> Future.succeededFuture(Front.admitted(Front.cluster(member.port()), request)),
                        Duration.ofMillis(300))) {
            clients.refused(front, HttpVersion.HTTP_2, HttpMethod.GET, 504, "MemberTimeout", null);
            clients.refused(front, HttpVersion.HTTP_1_1, HttpMethod.POST, 504, "MemberTimeout", null);
        }
    }

    @Test
    void followsRedirectsWithinTheMemberOnly() throws Exception {
        AtomicInteger port = new AtomicInteger();
        try (HttpMember member = new HttpMember(vertx, true, request -> {
                    String to = switch (request.path()) {
                        case "/same" -> "/end?x=%2F";
                        case "/absolute" -> "https://127.0.0.1:" + port.get() + "/end";
                        case "/away" -> "https://localhost:" + port.get() + "/end";
                        case "/loop" -> "/loop";
                        default -> "";
                    };
                    if (to.isEmpty()) {
                        request.response().end(request.uri() + " " + request.getHeader("impersonate-user"));
                    } else {
                        request.response()
                                .setStatusCode(302)
                                .putHeader("location", to)
                                .end();
                    }
                });
                Front front = Front.admitting(vertx, Front.cluster(member.port()))) {
            port.set(member.port());
            assertThat(clients.body(HttpVersion.HTTP_2, front, HttpMethod.GET, "/same"))
                    .isEqualTo("/end?x=%2F alice");
            assertThat(clients.body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/absolute"))
                    .isEqualTo("/end alice");
            clients.refused(front, HttpVersion.HTTP_1_1, HttpMethod.GET, "/away", 502, "MemberRedirected", null);
            clients.refused(front, HttpVersion.HTTP_2, HttpMethod.GET, "/loop", 502, "MemberRedirected", null);
            clients.refused(front, HttpVersion.HTTP_2, HttpMethod.POST, "/same", 502, "MemberRedirected", null);
        }
    }

    private void untrusted(String url, Trust trust, String reason) throws Exception {
        try (Front front = Front.admitting(vertx, Front.cluster(url, trust))) {
            String body = clients.refused(
                    front, HttpVersion.HTTP_1_1, HttpMethod.GET, 502, "MemberCertificateNotTrusted", null);
            assertThat(body).contains(reason);
        }
    }
}
