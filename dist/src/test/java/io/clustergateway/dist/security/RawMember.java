package io.clustergateway.dist.security;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.certificates.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;

/** A member of HTTP/1.1 that answers with exactly the bytes a test gives, and keeps exactly the bytes it got. */
final class RawMember implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final CertificateAuthority authority = CertificateAuthority.create("raw-member-ca");
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final UnaryOperator<String> answers;
    private final SSLServerSocket server;

    /** @param answers the bytes of the answer to a request, both as ISO 8859-1 */
    RawMember(UnaryOperator<String> answers) throws IOException {
        this.answers = answers;
        this.server = listen();
        daemon(this::accept);
    }

    /** A whole answer with this body. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    String url() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    CertificateAuthority authority() {
        return authority;
    }

    /** Head and body of each, oldest first. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The values of a header of a request, in order; the name in any case. */
    static List<String> values(String request, String name) {
        return lines(request)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The names of a request's headers in lower case. */
    static List<String> names(String request) {
        return lines(request)
                .skip(1)
                .map(line -> line.split(":", 2)[0].toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Stream<String> lines(String request) {
        return Stream.of(request.substring(0, request.indexOf("\r\n\r\n")).split("\r\n"));
    }

    /** How many connections are open now. */
    int open() {
        return open.get();
    }

    void forget() {
        requests.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        open.incrementAndGet();
        try (socket) {
            InputStream in = socket.getInputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String request = head + body(head, in);
                requests.add(request);
                socket.getOutputStream().write(answers.apply(request).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            // The gateway closed it, or the test has ended.
        } finally {
            open.decrementAndGet();
        }
    }

    private static String head(InputStream in) throws IOException {
        return until(in, "\r\n\r\n");
    }

    private static String body(String head, InputStream in) throws IOException {
        if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked")) {
            return until(in, "\r\n\r\n");
        }
        Matcher length = LENGTH.matcher(head);
        return length.find()
                ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                : "";
    }

    /** Empty when the connection ends before. */
    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || text.lastIndexOf(end) != text.length() - end.length()) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private SSLServerSocket listen() throws IOException {
        Issued serving = authority.issueServer(List.of("127.0.0.1"));
        return (SSLServerSocket) TlsContexts.showing(serving, authority.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-member");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
