package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CredulousClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that hold a place and ask nothing, on raw sockets. */
final class StrangersTest {
    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private Rig rig;

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        rig.close();
    }

    @Test
    void givesAConnectionOnlySoLongForTheHeadOfItsFirstRequest() throws IOException {
        start(Map.of("headerTimeout", "1s"));
        Socket slow = tls();
        write(slow, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        await().atMost(Duration.ofSeconds(20)).until(() -> isClosed(slow, "a"));
    }

    @Test
    void givesTheHandshakeOnlySoLong() throws IOException {
        start(Map.of("handshakeTimeout", "500ms"));
        Socket silent = new Socket("127.0.0.1", rig.port());
        sockets.add(silent);
        silent.setSoTimeout(20_000);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesTheOldestConnectionOfStrangersForANewOne() throws IOException {
        start(Map.of("unauthenticatedConnections", 20));
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            slow.add(tls());
            write(slow.get(i), "GET /livez HTTP/1.1\r\n");
        }
        assertThat(rig.get("/livez").code()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        slow.stream().filter(socket -> isClosed(socket, "x")).count() >= 40);
        assertThat(isClosed(slow.get(59), "x")).isFalse();
    }

    private void start(Map<String, Object> serving) {
        rig = new Rig(folder, serving, Map.of("instances", 1)).start();
    }

    private Socket tls() throws IOException {
        SSLSocket socket = CredulousClient.connect(rig.port());
        sockets.add(socket);
        socket.startHandshake();
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** A byte more, as a slow sender does; a closed connection refuses it sooner or later. */
    private static boolean isClosed(Socket socket, String more) {
        try {
            write(socket, more);
            return false;
        } catch (IOException closed) {
            return true;
        }
    }
}
