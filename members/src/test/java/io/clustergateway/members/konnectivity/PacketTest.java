package io.clustergateway.members.konnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PacketTest {
    @Test
    void writesPacketsByteForByteAsProtobufDoes() {
        assertThat(hex(Packet.dial(5, "m:443"))).isEqualTo("0800" + "120e" + "0a03746370" + "12056d3a343433" + "1805");
        assertThat(hex(Packet.data(300, ByteBuffer.wrap(new byte[] {1, 2}))))
                .isEqualTo("0804" + "2207" + "08ac02" + "1a020102");
        assertThat(hex(Packet.close(7))).isEqualTo("0802" + "2a02" + "0807");
        assertThat(hex(Packet.cancelDial(9))).isEqualTo("0805" + "3a02" + "0809");
    }

    @Test
    void readsPacketsAndPassesOverWhatItDoesNotKnow() throws IOException {
        Packet opened = read("0801" + "1a06" + "1064" + "1805" + "2200");
        assertThat(opened.type()).isEqualTo(Packet.Type.DIAL_RSP);
        assertThat(opened.connectId()).isEqualTo(100);
        assertThat(opened.random()).isEqualTo(5);
        assertThat(read("0801" + "1a05" + "0a036e6f6e").error()).isEqualTo("non");
        assertThat(read("0803" + "3204" + "0a00" + "1007").connectId()).isEqualTo(7);
        assertThat(read("0806" + "4a00").type()).isEqualTo(Packet.Type.UNKNOWN);
        String text = StandardCharsets.UTF_8
                .decode(read("0804" + "2206" + "0807" + "1a026869").data())
                .toString();
        assertThat(text).isEqualTo("hi");
    }

    @Test
    void refusesWhatIsNoPacket() {
        for (String bad : List.of("08", "1aff", "1a05" + "0a7f", "ffffffffffffffffffff")) {
            assertThatThrownBy(() -> read(bad)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void findsMessagesHoweverTheirBytesArrive() throws IOException {
        byte[] whole = Buffer.buffer()
                .appendBuffer(GrpcFrames.frame(new byte[] {1, 2, 3}))
                .appendBuffer(GrpcFrames.frame(new byte[0]))
                .appendBuffer(GrpcFrames.frame(new byte[] {4}))
                .getBytes();
        for (int step = 1; step <= whole.length; step++) {
            GrpcFrames frames = new GrpcFrames();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int messages = 0;
            for (int at = 0; at < whole.length; at += step) {
                Buffer part = Buffer.buffer().appendBytes(whole, at, Math.min(step, whole.length - at));
                for (byte[] message : frames.read(part)) {
                    read.writeBytes(message);
                    messages++;
                }
            }
            assertThat(messages).isEqualTo(3);
            assertThat(read.toByteArray()).containsExactly(1, 2, 3, 4);
        }
        assertThatThrownBy(() -> new GrpcFrames().read(Buffer.buffer(new byte[] {1, 0, 0, 0, 0})))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new GrpcFrames().read(Buffer.buffer(new byte[] {0, -1, 0, 0, 0})))
                .isInstanceOf(IOException.class);
    }

    private static String hex(Packet packet) {
        return HexFormat.of().formatHex(packet.encode());
    }

    private static Packet read(String hex) throws IOException {
        return Packet.decode(HexFormat.of().parseHex(hex));
    }
}
