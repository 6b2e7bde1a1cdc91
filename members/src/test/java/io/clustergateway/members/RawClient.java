package io.clustergateway.members;

import io.clustergateway.testkit.certificates.CredulousClient;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** HTTP/2 over TLS, written byte for byte. What is written has arrived when {@link #write} returns; answers are not read. */
final class RawClient implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final byte GET = (byte) 0x82;
    private static final byte POST = (byte) 0x83;

    private final SSLSocket socket;

    /** The handshake and the connection's preface are over when this returns. */
    RawClient(int port) throws IOException {
        socket = CredulousClient.connect(port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        write(Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBuffer(frame(4, 0, 0, Buffer.buffer())));
    }

    void write(Buffer bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes());
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Buffer get(int stream, String path) {
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(GET, path));
    }

    static Buffer post(int stream, String path) {
        return frame(HEADERS, END_HEADERS, stream, fields(POST, path));
    }

    static Buffer data(int stream, byte[] body, int from, int size, boolean isLast) {
        return frame(DATA, isLast ? END_STREAM : 0, stream, Buffer.buffer().appendBytes(body, from, size));
    }

    /** Not compressed. */
    private static Buffer fields(byte method, String path) {
        return Buffer.buffer(new byte[] {method, (byte) 0x87, 0x01, 9})
                .appendString("localhost")
                .appendBytes(new byte[] {0x04, (byte) path.length()})
                .appendString(path);
    }

    private static Buffer frame(int type, int flags, int stream, Buffer payload) {
        return Buffer.buffer()
                .appendMedium(payload.length())
                .appendByte((byte) type)
                .appendByte((byte) flags)
                .appendInt(stream)
                .appendBuffer(payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
