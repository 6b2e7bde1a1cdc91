package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.certificates.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** HTTP/1.1 over TLS, byte by byte: what is sent is exactly what the test wrote. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** Headers by name in lower case. */
    public record Response(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Shows a client certificate. */
    public RawHttp(int port, X509Certificate authority, Issued client) throws IOException {
        this(port, TlsContexts.showing(client, authority));
    }

    private RawHttp(int port, SSLContext tls) throws IOException {
        socket = tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    /** Shows no certificate. */
    public static RawHttp stranger(int port, X509Certificate authority) throws IOException {
        return new RawHttp(port, TlsContexts.believing(authority));
    }

    public Response exchange(String head, byte[] body) throws IOException {
        send(head, body);
        return read(head.startsWith("HEAD "));
    }

    public void send(String head, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    /** Reads so many bytes at most and forgets them; says how many came, 0 when the connection is closed. */
    int skip(int count) {
        try {
            return in.readNBytes(count).length;
        } catch (IOException closed) {
            return 0;
        }
    }

    /** Whether the other end has closed, at once. */
    boolean isClosed() throws IOException {
        socket.setSoTimeout(1);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** The next response; after a 101 without body. */
    public Response read(boolean bodiless) throws IOException {
        String[] lines = line(text -> text.endsWith("\r\n\r\n")).split("\r\n");
        int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] pair = lines[i].split(": *", 2);
            headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
        }
        return new Response(status, headers, bodiless || status == 101 ? new byte[0] : body(headers));
    }

    /** Bytes as ISO 8859-1 until they are as wanted. */
    public String line(Predicate<String> whole) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!whole.test(text.toString())) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** Everything up to the end of the connection, or its reset. */
    public String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("still open after: " + text, e);
        } catch (IOException reset) {
            return text.toString();
        }
        return text.toString();
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(text -> text.endsWith("\r\n")).strip(), 16);
            body.writeBytes(in.readNBytes(size));
            in.readNBytes(2);
        } while (size > 0);
        return body.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
