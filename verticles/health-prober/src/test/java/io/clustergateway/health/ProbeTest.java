package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeTest {
    private static final MemberSettings LOOPBACK =
            MemberSettings.read(new SettingsFaults(Map.of()).read(new JsonObject().put("allowLoopback", true)));
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|500|''",
                "500|200|Unknown: /readyz answered 500",
                "503|200|Unknown: /readyz answered 503",
                "429|200|Unknown: /readyz answered 429",
                "302|200|Unknown: /readyz answered 302",
                "401|200|Unknown: the member refuses our credential (401)",
                "404|200|''",
                "404|404|Unknown: /healthz answered 404",
                "404|500|Unknown: /healthz answered 500",
                "403|200|''",
                "403|403|''",
                "403|500|Unknown: /healthz answered 500"
            })
    void readsAnswers(int ready, int healthz, String fault) {
        Member member = new Member(vertx);
        member.ready = ready;
        member.healthz = healthz;

        assertThat(probe(member.cluster("m")).fault()).isEqualTo(fault);
        assertThat(member.asked).allMatch(asked -> asked.endsWith(" Bearer " + Member.TOKEN));
    }

    @Test
    void doesNotListenToAMemberThatNeverStops() {
        Member member = new Member(vertx);
        AtomicBoolean stopped = new AtomicBoolean();
        member.answer = request -> {
            request.response().setChunked(true).closeHandler(gone -> stopped.set(true));
            pour(request.response(), Buffer.buffer(new byte[16 << 10]));
        };
        assertThat(probe(member.cluster("m")).isGood()).isTrue();
        await().untilTrue(stopped);
    }

    private static void pour(HttpServerResponse response, Buffer chunk) {
        response.write(chunk).onSuccess(written -> pour(response, chunk));
    }

    @Test
    void tellsAWrongAuthority() {
        Member member = new Member(vertx, CertificateAuthority.create("other").issueServer(List.of("127.0.0.1")));
        assertThat(probe(member.cluster("m")).fault()).isEqualTo("CertificateMismatch");
    }

    @Test
    void tellsAnotherHostsCertificate() {
        Member member = new Member(vertx, Member.CA.issueServer(List.of("10.0.0.1", "elsewhere")));
        assertThat(probe(member.cluster("m")).fault()).isEqualTo("CertificateMismatch");
    }

    @Test
    void tellsAnExpiredCertificate() {
        Member member = new Member(vertx, Member.CA.issueServer(List.of("127.0.0.1"), Flaw.EXPIRED));
        assertThat(probe(member.cluster("m")).fault()).isEqualTo("CertificateExpired");
    }

    @Test
    void tellsAPortNobodyListensOn() {
        Member member = new Member(vertx);
        member.stop();
        assertThat(probe(member.cluster("m")).fault()).isEqualTo("Unknown: connection refused");
    }

    @Test
    void tellsAMemberThatAcceptsAndSaysNothing() {
        NetServer silent = vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .await();
        assertThat(probe(at(silent), SHORT).fault()).isEqualTo("ConnectionTimeout");
    }

    @Test
    void tellsAMemberThatClosesConnections() {
        NetServer closing = vertx.createNetServer()
                .connectHandler(socket -> socket.close())
                .listen(0, "127.0.0.1")
                .await();
        assertThat(probe(at(closing)).fault()).isEqualTo("Unknown: connection closed during the TLS handshake");
    }

    @Test
    void tellsAMemberThatTakesTheRequestAndSaysNothing() {
        Member member = new Member(vertx);
        member.answer = request -> {};
        assertThat(probe(member.cluster("m"), SHORT).fault()).isEqualTo("ConnectionTimeout");
    }

    private static Cluster at(NetServer server) {
        return Member.cluster("m", "1", server.actualPort(), Health.UNKNOWN, Optional.empty());
    }

    private Finding probe(Cluster cluster) {
        return probe(cluster, LIMIT);
    }

    private Finding probe(Cluster cluster, Duration limit) {
        return Future.<Finding>future(promise -> vertx.getOrCreateContext().runOnContext(ignored -> {
                    MemberConnections connections = new MemberConnections(vertx, limit, LOOPBACK, new Readiness());
                    new Probe(cluster, connections.of(cluster).orElseThrow(), seen -> {})
                            .run(limit)
                            .onComplete(promise);
                }))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }
}
