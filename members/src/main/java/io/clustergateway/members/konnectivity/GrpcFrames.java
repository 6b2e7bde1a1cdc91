package io.clustergateway.members.konnectivity;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** gRPC's framing over HTTP/2: one byte of flags, four of length, the message. Nothing is compressed, because we ask for that. */
final class GrpcFrames {
    private static final int HEAD = 5;
    private static final int LIMIT = 16 << 20;

    private Buffer received = Buffer.buffer();

    static Buffer frame(byte[] message) {
        return Buffer.buffer(HEAD + message.length)
                .appendByte((byte) 0)
                .appendInt(message.length)
                .appendBytes(message);
    }

    /** The messages that are whole by now. */
    List<byte[]> read(Buffer bytes) throws IOException {
        received = received.length() == 0 ? bytes : received.appendBuffer(bytes);
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        while (received.length() - at >= HEAD) {
            long length = received.getUnsignedInt(at + 1);
            if (received.getByte(at) != 0 || length > LIMIT) {
                throw new IOException("a compressed or oversized message");
            }
            int end = at + HEAD + (int) length;
            if (received.length() < end) {
                break;
            }
            messages.add(received.getBytes(at + HEAD, end));
            at = end;
        }
        received = Buffer.buffer(received.getBytes(at, received.length()));
        return messages;
    }
}
