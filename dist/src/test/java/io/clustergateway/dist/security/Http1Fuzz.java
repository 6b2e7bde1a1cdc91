package io.clustergateway.dist.security;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any bytes at the listener, in two pieces, by somebody who has Alice's token at most. */
final class Http1Fuzz {
    @RegisterExtension
    static final FuzzedFront front = new FuzzedFront();

    @FuzzTest
    void nothingButAlicesRequestsReachTheMember(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        int cut = Math.min(bytes.length - 1, (bytes[0] & 0xff) * 4);
        try (SSLSocket socket = front.connect("http/1.1")) {
            if (cut > 0) {
                socket.getOutputStream().write(bytes, 1, cut);
            }
            socket.getOutputStream().write(Arrays.copyOfRange(bytes, 1 + cut, bytes.length));
            if (!FuzzedFront.isClosedWhenQuiet(socket)) {
                socket.shutdownOutput();
                FuzzedFront.drain(socket);
            }
        } catch (SocketException closedMeanwhile) {
            // The listener may end it before everything is written.
        }
        front.check();
    }
}
