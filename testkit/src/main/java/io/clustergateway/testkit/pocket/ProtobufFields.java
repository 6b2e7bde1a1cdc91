package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import java.nio.ByteBuffer;

/** The fields of one protobuf message, in the order of its bytes. */
record ProtobufFields(ByteBuffer message) {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** A field's value: {@code bytes} of a length-delimited one, {@code number} of a varint. */
    record Value(ByteBuffer bytes, long number) {}

    @FunctionalInterface
    interface Consumer {
        void accept(int number, Value value);
    }

    void forEach(Consumer consumer) {
        ByteBuffer rest = message.duplicate();
        while (rest.hasRemaining()) {
            int tag = (int) varint(rest);
            consumer.accept(tag >>> 3, value(rest, tag & 7));
        }
    }

    private static Value value(ByteBuffer rest, int wireType) {
        return switch (wireType) {
            case VARINT -> new Value(ByteBuffer.allocate(0), varint(rest));
            case FIXED64 -> new Value(cut(rest, Long.BYTES), 0);
            case LENGTH_DELIMITED -> new Value(cut(rest, varint(rest)), 0);
            case FIXED32 -> new Value(cut(rest, Integer.BYTES), 0);
            default -> throw ApiFailure.badRequest("protobuf wire type: " + wireType + " (expected: 0, 1, 2 or 5)");
        };
    }

    private static ByteBuffer cut(ByteBuffer rest, long length) {
        if (length < 0 || length > rest.remaining()) {
            throw ApiFailure.badRequest("the protobuf body is cut short");
        }
        ByteBuffer part = rest.slice(rest.position(), (int) length);
        rest.position(rest.position() + (int) length);
        return part;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; rest.hasRemaining() && shift < Long.SIZE; shift += 7) {
            byte next = rest.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw ApiFailure.badRequest("the protobuf body is cut short");
    }
}
