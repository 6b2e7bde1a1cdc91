package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an HTTP/2 client gets, TLS record by TLS record. */
final class OneFlushTest {
    private static final String PATH = ROOT + "/clustergateways/good/proxy/api";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int FRAME_HEAD = 9;

    @TempDir
    private Path folder;

    private Rig rig;
    /* Held, because Vert.x closes a client that nobody holds any more. */
    private NetClient near;
    private TestMember member;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of(), Map.of("instances", 1)).start();
        member = new TestMember(rig.vertx);
        rig.peers.publish(member.table());
        Awaitility.await().until(() -> rig.get(PATH).code() == 200);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void bringsAnAnswerInOneRecord() throws Exception {
        List<Buffer> records =
                ask().stream().filter(record -> !frames(record).isEmpty()).toList();
        assertThat(records).hasSize(1);
        assertThat(frames(records.get(0))).extracting(Frame::payload).contains("from the member");
    }

    @Test
    void bringsTheRestOfABodyThatBreaksOffBeforeItsReset() throws Exception {
        member.answer = request -> request.response()
                .setChunked(true)
                .write("a part")
                .onComplete(written -> request.response().reset(2));
        List<Frame> frames =
                ask().stream().flatMap(record -> frames(record).stream()).toList();
        assertThat(frames).extracting(Frame::type).containsExactly(HEADERS, DATA, RESET);
    }

    /** What came for a request, to the end of its stream. */
    private List<Buffer> ask() throws Exception {
        List<Buffer> records = new CopyOnWriteArrayList<>();
        near = rig.vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setApplicationLayerProtocols(List.of("h2")));
        NetSocket client = near.connect(rig.port(), "127.0.0.1").await(10, TimeUnit.SECONDS);
        client.handler(records::add);
        client.write(request()).await(10, TimeUnit.SECONDS);
        Awaitility.await()
                .until(() -> records.stream()
                        .flatMap(record -> frames(record).stream())
                        .anyMatch(Frame::isLast));
        return records;
    }

    /** The preface, empty SETTINGS and a GET whose fields are not compressed. */
    private static Buffer request() {
        Buffer fields = Buffer.buffer(new byte[] {(byte) 0x82, (byte) 0x87, 0x01, 9})
                .appendString("localhost")
                .appendBytes(new byte[] {0x04, (byte) PATH.length()})
                .appendString(PATH);
        return Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .appendBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0})
                .appendMedium(fields.length())
                .appendBytes(new byte[] {HEADERS, 5, 0, 0, 0, 1})
                .appendBuffer(fields);
    }

    /** Those of stream 1. */
    private static List<Frame> frames(Buffer record) {
        List<Frame> frames = new ArrayList<>();
        int end;
        for (int at = 0; at < record.length(); at = end) {
            end = at + FRAME_HEAD + record.getUnsignedMedium(at);
            if (record.getInt(at + 5) == 1) {
                byte[] payload = record.getBytes(at + FRAME_HEAD, end);
                frames.add(new Frame(
                        record.getByte(at + 3),
                        record.getByte(at + 4),
                        new String(payload, StandardCharsets.ISO_8859_1)));
            }
        }
        return frames;
    }

    private record Frame(int type, int flags, String payload) {
        boolean isLast() {
            return type == RESET || (flags & 1) != 0;
        }
    }
}
