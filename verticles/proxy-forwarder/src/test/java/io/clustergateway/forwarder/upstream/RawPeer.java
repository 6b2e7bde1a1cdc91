package io.clustergateway.forwarder.upstream;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.certificates.TlsContexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** TLS sockets without an HTTP library, which would tidy up what these tests are about. */
final class RawPeer implements AutoCloseable {
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final SSLServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What a raw member does with one connection, its first head read. */
    interface Behaviour {
        void serve(String head, SSLSocket socket) throws Exception;
    }

    RawPeer(Behaviour behaviour) {
        this(Front.SERVER, behaviour);
    }

    RawPeer(Issued identity, Behaviour behaviour) {
        try {
            listener = (SSLServerSocket) context(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.submit(() -> {
            while (!listener.isClosed()) {
                SSLSocket socket = (SSLSocket) listener.accept();
                threads.submit(() -> serve(behaviour, socket));
            }
            return null;
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    private Void serve(Behaviour behaviour, SSLSocket socket) throws Exception {
        try (socket) {
            String head = readHead(socket.getInputStream());
            heads.add(head);
            behaviour.serve(head, socket);
        }
        return null;
    }

    static SSLSocket connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) context(Front.SERVER).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(15_000);
        return socket;
    }

    static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static String readAll(SSLSocket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static SSLContext context(Issued identity) {
        return TlsContexts.showing(identity, Front.CA.certificate());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
