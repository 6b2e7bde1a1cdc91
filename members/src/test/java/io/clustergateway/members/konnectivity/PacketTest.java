package io.clustergateway.members.konnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Found by PacketsFuzz: a length was read as a number, and everything behind it as something else. */
    @Test
    void passesOverFieldsOfAnotherWireType() throws IOException {
        assertThat(read("0804" + "2206" + "0803" + "0a020000").connectId()).isEqualTo(3);
        assertThat(read("0801" + "1a04" + "0801" + "1805").random()).isEqualTo(5);
        assertThat(read("0804" + "2204" + "0807" + "1801").data().remaining()).isZero();
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
            List<byte[]> read = new ArrayList<>();
            for (int at = 0; at < whole.length; at += step) {
                frames.read(Buffer.buffer().appendBytes(whole, at, Math.min(step, whole.length - at)), read::add);
            }
            assertThat(read).containsExactly(new byte[] {1, 2, 3}, new byte[0], new byte[] {4});
        }
    }

    /** Found by PacketsFuzz: what came before a fault was lost when it came with the fault. */
    @Test
    void handsOverWhatCameBeforeAFault() {
        for (byte[] fault : List.of(new byte[] {1, 0, 0, 0, 0}, new byte[] {0, -1, 0, 0, 0})) {
            List<byte[]> read = new ArrayList<>();
            Buffer bytes = GrpcFrames.frame(new byte[] {7}).appendBytes(fault);
            assertThatThrownBy(() -> new GrpcFrames().read(bytes, read::add)).isInstanceOf(IOException.class);
            assertThat(read).containsExactly(new byte[] {7});
        }
    }

    /** A message in thousands of pieces costs its length, not the length times the pieces. */
    @Test
    void copiesALongMessageOnce() throws IOException {
        byte[] whole = GrpcFrames.frame(new byte[15 << 20]).getBytes();
        GrpcFrames frames = new GrpcFrames();
        List<byte[]> read = new ArrayList<>();
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int at = 0; at < whole.length; at += 1024) {
            frames.read(Buffer.buffer().appendBytes(whole, at, Math.min(1024, whole.length - at)), read::add);
        }
        assertThat(read).hasSize(1);
        assertThat(Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before))
                .isLessThan(Duration.ofSeconds(5));
    }

    private static String hex(Packet packet) {
        return HexFormat.of().formatHex(packet.encode());
    }

    private static Packet read(String hex) throws IOException {
        return Packet.decode(HexFormat.of().parseHex(hex));
    }
}
