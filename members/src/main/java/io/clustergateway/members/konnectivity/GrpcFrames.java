package io.clustergateway.members.konnectivity;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

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

    /** Takes a message. */
    interface Taker {
        void take(byte[] message) throws IOException;
    }

    /** Hands over the messages that are whole by now; those before a fault too, however the bytes were cut on their way. */
    void read(Buffer bytes, Taker taker) throws IOException {
        received = received.length() == 0 ? bytes : received.appendBuffer(bytes);
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
            taker.take(received.getBytes(at + HEAD, end));
            at = end;
        }
        if (at > 0 || received == bytes) {
            received = Buffer.buffer(received.getBytes(at, received.length()));
        }
    }
}
