package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(30)
final class OneFlushTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("flush tests");
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final byte HEADERS = 1;

    private final List<Buffer> records = new CopyOnWriteArrayList<>();

    @Test
    void sendsTheRequestsOfOneTurnInOneRecord(Vertx vertx) {
        NetServer member = member(vertx);
        vertx.getOrCreateContext().runOnContext(begin -> {
            MemberConnection connection = TestMember.onLoopback(vertx)
                    .of(cluster(member.actualPort()))
                    .orElseThrow();
            connection
                    .request()
                    .compose(first ->
                            Future.all(Future.succeededFuture(first), connection.request(), connection.request()))
                    .onSuccess(all -> vertx.runOnContext(
                            nextTurn -> all.<HttpClientRequest>list().forEach(request -> request.end())));
        });
        Awaitility.await().until(() -> headers().anyMatch(count -> count > 0));
        assertThat(headers().filter(count -> count > 0)).containsExactly(3);
    }

    /** How many HEADERS frames each record has. */
    private Stream<Integer> headers() {
        return records.stream().map(OneFlushTest::headersIn);
    }

    private static int headersIn(Buffer record) {
        int count = 0;
        int at =
                record.getString(0, Math.min(PREFACE.length(), record.length())).equals(PREFACE) ? PREFACE.length() : 0;
        while (at < record.length()) {
            count += record.getByte(at + 3) == HEADERS ? 1 : 0;
            at += 9 + record.getUnsignedMedium(at);
        }
        return count;
    }

    /** Speaks as much HTTP/2 as makes a client send its requests. */
    private NetServer member(Vertx vertx) {
        Issued serving = CA.issueServer(List.of("127.0.0.1"));
        NetServerOptions options =
                new NetServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(serving.keyCertOptions());
        options.getSslOptions().setApplicationLayerProtocols(List.of("h2"));
        return vertx.createNetServer(options)
                .connectHandler(this::greet)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void greet(NetSocket client) {
        client.handler(records::add);
        client.write(Buffer.buffer(EMPTY_SETTINGS));
    }

    private static Cluster cluster(int port) {
        return new Cluster(
                "m",
                "uid-m",
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", port, ""),
                new Trust.CaBundle(CA.certificatePem()),
                new Credential.BearerToken("t"),
                Optional.empty(),
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "k");
    }
}
