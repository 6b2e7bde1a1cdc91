package io.clustergateway.dist.security;

import io.clustergateway.dist.PocketRig;
import io.clustergateway.testkit.certificates.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** HTTP/2 over TLS, frame by frame: nothing tidies up what a test writes. Headers go as literals, without Huffman codes. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final SSLSocket socket;
    private final DataInputStream in;

    /** A frame that came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    RawHttp2(PocketRig rig, int patienceMillis) throws IOException {
        socket = (SSLSocket) TlsContexts.believing(rig.servingAuthority().certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", rig.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(patienceMillis);
        in = new DataInputStream(socket.getInputStream());
        write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        write(frame(SETTINGS, 0, 0, new byte[0]));
    }

    /** The pseudo headers of a GET, then these pairs. */
    static byte[] get(String path, String... pairs) {
        List<String> all = new ArrayList<>(
                List.of(":method", "GET", ":scheme", "https", ":path", path, ":authority", "gateway.example"));
        all.addAll(List.of(pairs));
        return block(all.toArray(String[]::new));
    }

    /** A header block of exactly these names and values. */
    static byte[] block(String... pairs) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            block.write(0);
            literal(block, pairs[i]);
            literal(block, pairs[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(9 + payload.length);
        number(frame, payload.length, 3);
        frame.write(type);
        frame.write(flags);
        number(frame, stream, 4);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(value >> 8 * i);
        }
    }

    void write(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    /** What comes until the server ends the stream or the connection. */
    List<Frame> answer(int stream) throws IOException {
        List<Frame> frames = new ArrayList<>();
        for (Frame next = next(); next != null; next = next()) {
            frames.add(next);
            boolean ends = next.stream() == stream
                    && (next.type() == RST_STREAM
                            || (next.type() == HEADERS || next.type() == DATA) && (next.flags() & END_STREAM) != 0);
            if (ends || next.type() == GOAWAY) {
                return frames;
            }
        }
        return frames;
    }

    /** Whether the server ends the connection, by GOAWAY or by closing it, in the time one read may take. */
    boolean isEnded() throws IOException {
        try {
            for (Frame next = next(); next != null; next = next()) {
                if (next.type() == GOAWAY) {
                    return true;
                }
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** What comes until so many frames of this type have, or a GOAWAY; an open connection that sends neither is a fault. */
    List<Frame> until(int type, int count) throws IOException {
        List<Frame> frames = new ArrayList<>();
        int came = 0;
        while (came < count) {
            Frame next = next();
            if (next == null) {
                return frames;
            }
            frames.add(next);
            if (next.type() == GOAWAY) {
                return frames;
            }
            came += next.type() == type ? 1 : 0;
        }
        return frames;
    }

    private Frame next() throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int length = first << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            return new Frame(type, flags, stream, in.readNBytes(length));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
