package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class MemberLeavingTest {
    private static final String WATCH = "GET /watch HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String EXEC =
            "GET /exec HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    @Test
    void aDeletedSecretEndsItsStreamsAndTunnelsAtOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(2);
        try (RawPeer member = streaming(ended, new CountDownLatch(0));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket watch = RawPeer.connect(front.port());
                SSLSocket exec = RawPeer.connect(front.port())) {
            follow(front, ClusterTable.EMPTY.with(Front.cluster(member.port()), "1"));
            open(watch, WATCH, "HTTP/1.1 200");
            open(exec, EXEC, "HTTP/1.1 101");
            follow(front, ClusterTable.EMPTY);
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(exec.getInputStream().read()).isEqualTo(-1);
            await().until(() -> front.upstream().inFlight() == 0);
            try (SSLSocket late = RawPeer.connect(front.port())) {
                RawPeer.write(late, WATCH);
                assertThat(RawPeer.readHead(late.getInputStream())).startsWith("HTTP/1.1 503");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void whoeverStillWaitsForItIsToldSo(HttpVersion version) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HttpMember silent = new HttpMember(vertx, true, request -> asked.incrementAndGet());
                ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            for (int port : List.of(silent.port(), deaf.getLocalPort())) {
                try (Front front =
                        Front.patient(vertx, in -> Future.succeededFuture(Front.admitted(Front.cluster(port), in)))) {
                    follow(front, ClusterTable.EMPTY.with(Front.cluster(port), "1"));
                    Future<Clients.Reply> reply =
                            clients.asked(version, front, HttpMethod.GET, "/x", request -> request.send());
                    await().until(() -> port == deaf.getLocalPort() || asked.get() == 1);
                    await().until(() -> front.upstream().inFlight() == 1);
                    follow(front, ClusterTable.EMPTY);
                    Clients.Reply told = Clients.get(reply);
                    assertThat(told.body()).contains("\"kind\":\"Status\"", "MemberGone");
                    assertThat(told.head().statusCode()).isEqualTo(503);
                    assertThat(front.outcomes).extracting(Outcome::code).containsExactly(503);
                }
            }
        }
    }

    @Test
    void aRotatedCredentialLetsWhatIsInFlightFinish() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawPeer member = streaming(new CountDownLatch(2), go);
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                SSLSocket watch = RawPeer.connect(front.port());
                SSLSocket exec = RawPeer.connect(front.port())) {
            Cluster old = Front.cluster(member.port());
            follow(front, ClusterTable.EMPTY.with(old, "1"));
            open(watch, WATCH, "HTTP/1.1 200");
            open(exec, EXEC, "HTTP/1.1 101");
            follow(front, ClusterTable.EMPTY.with(rotated(old), "2"));
            go.countDown();
            assertThat(new String(exec.getInputStream().readNBytes(5))).isEqualTo("still");
            assertThat(new String(watch.getInputStream().readNBytes(10))).isEqualTo("5\r\nstill\r\n");
        }
    }

    private static Cluster rotated(Cluster c) {
        return new Cluster(
                c.name(),
                c.uid(),
                "2",
                c.createdAt(),
                c.labels(),
                c.alias(),
                c.provider(),
                c.endpoint(),
                c.trust(),
                c.credential(),
                c.tlsServerName(),
                c.health(),
                c.offline(),
                c.rules(),
                "key-2");
    }

    private static RawPeer streaming(CountDownLatch ended, CountDownLatch go) {
        return new RawPeer((head, socket) -> {
            boolean isExec = head.contains("/exec");
            RawPeer.write(
                    socket,
                    isExec
                            ? "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            if (go.getCount() > 0) {
                go.await();
                RawPeer.write(socket, isExec ? "still" : "5\r\nstill\r\n");
            }
            try {
                socket.getInputStream().read();
            } finally {
                ended.countDown();
            }
        });
    }

    private static void open(SSLSocket socket, String request, String answer) throws Exception {
        RawPeer.write(socket, request);
        assertThat(RawPeer.readHead(socket.getInputStream())).startsWith(answer);
    }

    private static void follow(Front front, ClusterTable table) {
        front.on(() -> {
            front.upstream().follow(table);
            return Future.succeededFuture();
        });
    }
}
