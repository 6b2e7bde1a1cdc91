package io.clustergateway.members.konnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import io.clustergateway.testkit.fuzz.Pieces;
import io.clustergateway.testkit.konnectivity.Messages;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever a konnectivity server sends and wherever it is cut: packets as protobuf reads them, or one end. */
final class PacketsFuzz {
    private static final int MOST_CUTS = 16;
    private static final Map<Packet.Type, String> PAYLOADS = Map.of(
            Packet.Type.DIAL_RSP, "dialResponse",
            Packet.Type.DATA, "data",
            Packet.Type.CLOSE_RSP, "closeResponse",
            Packet.Type.DIAL_CLS, "closeDial");

    /** What came out until the end of the bytes or of the tunnel. */
    private record Taken(List<Packet> packets, boolean isBroken) {}

    @FuzzTest
    void endsAsPacketsOrOneEnd(byte[] bytes) {
        int cuts = bytes.length == 0 ? 0 : Math.min(bytes[0] & MOST_CUTS - 1, bytes.length - 1);
        byte[] stream = Arrays.copyOfRange(bytes, Math.min(bytes.length, 1 + cuts), bytes.length);
        Taken whole = taken(List.of(stream));
        Taken cut = taken(Pieces.of(
                stream, Arrays.copyOfRange(bytes, Math.min(1, bytes.length), Math.min(1 + cuts, bytes.length))));

        assertThat(cut).isEqualTo(whole);
    }

    private static Taken taken(List<byte[]> pieces) {
        GrpcFrames frames = new GrpcFrames();
        List<Packet> packets = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                frames.read(Buffer.buffer(piece), message -> packets.add(read(message)));
            }
            return new Taken(packets, false);
        } catch (IOException end) {
            return new Taken(packets, true);
        }
    }

    private static Packet read(byte[] message) throws IOException {
        Packet packet = Packet.decode(message);
        Messages.packet(message).ifPresent(reference -> isSame(packet, reference));
        return packet;
    }

    private static void isSame(Packet packet, DynamicMessage reference) {
        int number = Messages.packetType(reference);
        boolean isKnown = number >= 0 && number < Packet.Type.UNKNOWN.ordinal();
        assertThat(packet.type()).isEqualTo(isKnown ? Packet.Type.values()[number] : Packet.Type.UNKNOWN);
        List<String> present = reference.getAllFields().keySet().stream()
                .map(field -> field.getName())
                .filter(name -> !name.equals("type"))
                .toList();
        String payload = PAYLOADS.get(packet.type());
        if (payload == null || !present.equals(List.of(payload))) {
            return;
        }
        DynamicMessage inner = Messages.payload(reference, payload);
        assertThat(packet.connectId()).isEqualTo(orElse(inner, "connectID", 0L));
        assertThat(packet.random()).isEqualTo(orElse(inner, "random", 0L));
        assertThat(packet.type() == Packet.Type.DATA || packet.error().equals(orElse(inner, "error", "")))
                .isTrue();
        ByteString data = (ByteString) orElse(inner, "data", ByteString.EMPTY);
        assertThat(ByteString.copyFrom(packet.data().duplicate())).isEqualTo(data);
    }

    private static @Nullable Object orElse(DynamicMessage message, String name, Object absent) {
        return message.getDescriptorForType().findFieldByName(name) == null ? absent : Messages.field(message, name);
    }
}
