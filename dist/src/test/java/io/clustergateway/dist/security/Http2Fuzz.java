package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clustergateway.testkit.fuzz.Written;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Any frames at the listener, each written {@code TYPE FLAGS STREAM: payload}; that of a HEADERS is {@code name=value} a line.
 * RAW is no frame but bytes. Afterwards a PING is answered, or the connection is ended.
 */
final class Http2Fuzz {
    private static final List<String> TYPES = List.of(
            "DATA",
            "HEADERS",
            "PRIORITY",
            "RST_STREAM",
            "SETTINGS",
            "PUSH_PROMISE",
            "PING",
            "GOAWAY",
            "WINDOW_UPDATE",
            "CONTINUATION");
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK = {'t', 'h', 'e', ' ', 'e', 'n', 'd', 0};
    private static final int ACK = 1;

    @RegisterExtension
    static final FuzzedFront front = new FuzzedFront();

    @FuzzTest
    void nothingButAlicesRequestsReachTheMember(byte[] bytes) throws IOException {
        Written written = Written.of(bytes);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(PREFACE);
        frames.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
        written.fields().forEach(field -> frames.writeBytes(frame(field.get(0), field.get(1))));
        frames.writeBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, MARK));
        boolean isFramed = written.all("RAW").isEmpty();
        try (SSLSocket socket = front.connect("h2")) {
            socket.getOutputStream().write(frames.toByteArray());
            if (isFramed) {
                awaitAnswer(new DataInputStream(socket.getInputStream()));
            }
            FuzzedFront.isClosedWhenQuiet(socket);
        } catch (SocketException | EOFException | SSLException closedMeanwhile) {
            // The listener may end it at any time.
        }
        front.check();
    }

    private static void awaitAnswer(DataInputStream in) throws IOException {
        try {
            for (int first = in.read(); first >= 0; first = in.read()) {
                byte[] payload = new byte[first << 16 | in.readUnsignedShort()];
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.readInt();
                in.readFully(payload);
                if (type == RawHttp2.GOAWAY
                        || type == RawHttp2.PING && (flags & ACK) != 0 && Arrays.equals(payload, MARK)) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            assertThat(e).as("neither PING answered nor connection ended").isNull();
        }
    }

    private static byte[] frame(String head, String text) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        if (head.equals("RAW")) {
            return payload;
        }
        String[] words = head.split(" ", -1);
        int type = TYPES.contains(words[0]) ? TYPES.indexOf(words[0]) : number(words, 0);
        boolean isBlock = type == RawHttp2.HEADERS || type == RawHttp2.CONTINUATION;
        return RawHttp2.frame(type, number(words, 1), number(words, 2), isBlock ? block(text) : payload);
    }

    private static byte[] block(String text) {
        return RawHttp2.block(Stream.of(text.split("\n"))
                .flatMap(line -> {
                    int equals = line.indexOf('=', 1);
                    return equals < 0
                            ? Stream.of(line, "")
                            : Stream.of(line.substring(0, equals), line.substring(equals + 1));
                })
                .toArray(String[]::new));
    }

    private static int number(String[] words, int at) {
        return at < words.length && words[at].matches("[0-9]{1,9}")
                ? Integer.parseInt(words[at])
                : IntStream.range(at, words.length).map(i -> words[i].length()).sum();
    }
}
