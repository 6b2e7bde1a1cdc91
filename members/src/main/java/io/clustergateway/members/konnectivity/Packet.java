package io.clustergateway.members.konnectivity;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One message of the stream. Which fields mean something depends on the type; the others are empty or 0.
 *
 * @param random of the dial it is about
 * @param connectId of the connection it is about
 * @param address {@code host:port} to dial
 * @param error empty for none
 */
record Packet(Type type, long random, long connectId, String address, String error, ByteBuffer data) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String TCP = "tcp";

    /** In the order of their numbers on the wire; what a newer server adds is UNKNOWN and passed over. */
    enum Type {
        DIAL_REQ,
        DIAL_RSP,
        CLOSE_REQ,
        CLOSE_RSP,
        DATA,
        DIAL_CLS,
        UNKNOWN;

        private static final int[] FIELDS = {2, 3, 5, 6, 4, 7, 0};

        /** Field of Packet that carries it. */
        private int field() {
            return FIELDS[ordinal()];
        }

        private static Type of(int number) {
            return number >= 0 && number < UNKNOWN.ordinal() ? values()[number] : UNKNOWN;
        }
    }

    static Packet dial(long random, String address) {
        return new Packet(Type.DIAL_REQ, random, 0, address, "", NOTHING);
    }

    static Packet cancelDial(long random) {
        return new Packet(Type.DIAL_CLS, random, 0, "", "", NOTHING);
    }

    static Packet close(long connectId) {
        return new Packet(Type.CLOSE_REQ, 0, connectId, "", "", NOTHING);
    }

    static Packet data(long connectId, ByteBuffer data) {
        return new Packet(Type.DATA, 0, connectId, "", "", data);
    }

    byte[] encode() {
        try {
            byte[] inner = payload();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(inner.length + 16);
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
            out.writeEnum(1, type.ordinal());
            out.writeByteArray(type.field(), inner);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] payload() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.remaining() + 64);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
        switch (type) {
            case DIAL_REQ -> {
                out.writeString(1, TCP);
                out.writeString(2, address);
                out.writeInt64(3, random);
            }
            case DIAL_CLS -> out.writeInt64(1, random);
            case CLOSE_REQ -> out.writeInt64(1, connectId);
            case DATA -> {
                out.writeInt64(1, connectId);
                out.writeByteBuffer(3, data);
            }
            default -> throw new IllegalStateException("%s (expected: a packet of a client)".formatted(type));
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** Reads what a server sends; unknown fields are passed over. */
    static Packet decode(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.enableAliasing(true);
        Type type = Type.DIAL_REQ;
        Fields fields = new Fields();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (tag == (1 << 3)) {
                type = Type.of(in.readEnum());
            } else if (field >= 2
                    && field <= 7
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                fields.read(field, in);
            } else {
                in.skipField(tag);
            }
        }
        return new Packet(type, fields.random, fields.connectId, "", fields.error, fields.data);
    }

    /** What the payload messages hold, by the numbers of konnectivity.proto. */
    private static final class Fields {
        private static final int DIAL_RESPONSE = 3;
        private static final int DATA = 4;
        private static final int CLOSE_RESPONSE = 6;
        private static final int CLOSE_DIAL = 7;

        private long random;
        private long connectId;
        private String error = "";
        private ByteBuffer data = NOTHING;

        private void read(int message, CodedInputStream in) throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (!take(message, tag, in)) {
                    in.skipField(tag);
                }
            }
            in.popLimit(limit);
        }

        /** A field of another wire type is none of ours, as for protobuf. */
        private boolean take(int message, int tag, CodedInputStream in) throws IOException {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean isNumber = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
            boolean isBytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            boolean isResponse = message == DIAL_RESPONSE || message == CLOSE_RESPONSE;
            boolean isError = isBytes && (message == DATA && field == 2 || isResponse && field == 1);
            boolean isId = isNumber && (message == DATA && field == 1 || isResponse && field == 2);
            boolean isRandom =
                    isNumber && (message == DIAL_RESPONSE && field == 3 || message == CLOSE_DIAL && field == 1);
            if (isError) {
                error = in.readString();
            } else if (isId) {
                connectId = in.readInt64();
            } else if (isRandom) {
                random = in.readInt64();
            } else if (isBytes && message == DATA && field == 3) {
                data = in.readByteBuffer();
            } else {
                return false;
            }
            return true;
        }
    }
}
