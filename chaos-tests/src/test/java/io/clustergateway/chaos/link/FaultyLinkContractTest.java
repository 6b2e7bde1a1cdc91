package io.clustergateway.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.testkit.link.FaultyLink;
import io.clustergateway.testkit.link.Toxic;
import io.clustergateway.testkit.link.Toxic.Stream;
import io.clustergateway.testkit.link.Toxic.Type;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every form of a link does, told of the one that this machine has; behind it is a server that echoes. */
@Timeout(30)
final class FaultyLinkContractTest {
    private static final int QUIET_MILLIS = 400;

    private final Vertx vertx = Vertx.vertx();
    private Links links;
    private FaultyLink link;

    @BeforeEach
    void start() {
        NetServer echo = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"))
                .connectHandler(socket -> socket.handler(bytes -> echo(socket, bytes.getByte(0), bytes.length())))
                .listen(0)
                .await();
        links = Links.ofThisMachine(vertx);
        link = links.to("contract-" + UUID.randomUUID(), echo.actualPort());
    }

    @AfterEach
    void stop() {
        link.close();
        links.close();
        vertx.close().await();
    }

    /** A byte of 'q' says goodbye; any other comes back as often as it came. */
    private static void echo(NetSocket socket, byte first, int count) {
        if (first == 'q') {
            socket.close();
        } else {
            socket.write("x".repeat(count));
        }
    }

    @Test
    void carriesBothWays() throws IOException {
        try (Socket socket = connect()) {
            assertThat(millisToEcho(socket, 1)).isLessThan(500);
        }
    }

    @Test
    void latencyMakesBytesLate() throws IOException {
        try (Socket socket = connect()) {
            add(Type.LATENCY, Map.of("latency", 300));
            assertThat(millisToEcho(socket, 1)).isBetween(290L, 2000L);
            link.remove("t");
            assertThat(millisToEcho(socket, 1)).isLessThan(290);
        }
    }

    @Test
    void bandwidthAndSlicerPassEverythingSlowly() throws IOException {
        try (Socket socket = connect()) {
            add(Type.BANDWIDTH, Map.of("rate", 20));
            assertThat(millisToEcho(socket, 10_000)).isGreaterThan(300);
            link.remove("t");
            add(Type.SLICER, Map.of("average_size", 100, "size_variation", 50, "delay", 5000));
            assertThat(millisToEcho(socket, 5_000)).isGreaterThan(100);
        }
    }

    @Test
    void limitDataClosesAfterSoManyBytes() throws IOException {
        add(Type.LIMIT_DATA, Map.of("bytes", 100));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[1000]);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(100);
        }
    }

    @Test
    void timeoutIsSilentAndThenCloses() throws IOException {
        try (Socket socket = connect()) {
            millisToEcho(socket, 1);
            add(Type.TIMEOUT, Map.of("timeout", 300));
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void resetPeerResets() throws IOException {
        try (Socket socket = connect()) {
            millisToEcho(socket, 1);
            add(Type.RESET_PEER, Map.of("timeout", 100));
            socket.getOutputStream().write(1);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void slowCloseMakesTheEndLate() throws IOException {
        try (Socket socket = connect()) {
            add(Type.SLOW_CLOSE, Map.of("delay", 400));
            long before = System.nanoTime();
            socket.getOutputStream().write('q');
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(millisSince(before)).isGreaterThan(390);
        }
    }

    @Test
    void halfOpenGivesNothingUntilItIsMended() throws IOException {
        add(Type.HALF_OPEN, Map.of());
        try (Socket socket = connect()) {
            socket.setSoTimeout(QUIET_MILLIS);
            socket.getOutputStream().write(1);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(5000);
            link.mend();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket socket = connect()) {
            assertThat(millisToEcho(socket, 1)).isLessThan(500);
        }
    }

    @Test
    void noConnectionIsStruckWithToxicityZero() throws IOException {
        link.add(new Toxic("t", Type.TIMEOUT, Stream.DOWNSTREAM, 0, Map.of("timeout", 0)));
        try (Socket socket = connect()) {
            assertThat(millisToEcho(socket, 1)).isLessThan(500);
        }
    }

    @Test
    void aCutLinkGivesNothingAndCarriesAgainWhenMended() throws IOException {
        try (Socket open = connect()) {
            millisToEcho(open, 1);
            link.cut();
            assertThat(isOver(open)).isTrue();
        }
        assertThatThrownBy(() -> {
                    try (Socket refused = connect()) {
                        if (isOver(refused)) {
                            throw new SocketException("over at once");
                        }
                    }
                })
                .isInstanceOf(SocketException.class);
        link.mend();
        try (Socket socket = connect()) {
            assertThat(millisToEcho(socket, 1)).isLessThan(500);
        }
    }

    private void add(Type type, Map<String, Integer> attributes) {
        link.add(Toxic.of("t", type, Stream.DOWNSTREAM, attributes));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static long millisToEcho(Socket socket, int count) throws IOException {
        long before = System.nanoTime();
        socket.getOutputStream().write(new byte[count]);
        assertThat(socket.getInputStream().readNBytes(count)).hasSize(count);
        return millisSince(before);
    }

    private static boolean isOver(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }
}
