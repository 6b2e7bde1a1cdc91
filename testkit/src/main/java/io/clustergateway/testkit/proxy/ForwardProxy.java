package io.clustergateway.testkit.proxy;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on a free loopback port. Whatever host it is asked for, it connects to that port of loopback, and notes what it was
 * asked and what it carried towards the member.
 */
public final class ForwardProxy implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Buffer carried = Buffer.buffer();
    private volatile Set<String> logins;
    private final NetClient client;
    private final NetServer server;

    /** How a proxy is asked. */
    public enum Protocol {
        CONNECT,
        SOCKS5
    }

    /**
     * A listening proxy.
     *
     * @param login {@code user:password} without which it refuses
     * @param certificate with which it serves TLS
     */
    public ForwardProxy(Vertx vertx, Protocol protocol, Optional<String> login, Optional<Issued> certificate) {
        this.logins = login.map(Set::of).orElse(Set.of());
        this.client = vertx.createNetClient();
        NetServerOptions options = new NetServerOptions().setHost(LOOPBACK).setPort(0);
        certificate.ifPresent(issued -> options.setSsl(true).setKeyCertOptions(issued.keyCertOptions()));
        this.server = vertx.createNetServer(options)
                .connectHandler(socket -> (protocol == Protocol.CONNECT
                                ? new ConnectRequest(this, socket)
                                : new SocksRequest(this, socket))
                        .read())
                .listen()
                .await();
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Every {@code host:port} it was asked for, refused ones included. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** What it carried towards members, as far as it is text. */
    public synchronized String carried() {
        return carried.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }

    /** From here on it wants one of these, each {@code user:password}; connections that stand go on. */
    public void admitOnly(String... usersAndPasswords) {
        logins = Set.of(usersAndPasswords);
    }

    boolean needsLogin() {
        return !logins.isEmpty();
    }

    boolean admits(String userAndPassword) {
        Set<String> admitted = logins;
        return admitted.isEmpty() || admitted.contains(userAndPassword);
    }

    boolean admitsBasic(String value) {
        Set<String> admitted = logins;
        return admitted.isEmpty() || admitted.stream().anyMatch(login -> isBasic(value, login));
    }

    private static boolean isBasic(String value, String login) {
        String expected = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return value.equalsIgnoreCase("Basic " + expected) && value.endsWith(expected);
    }

    void note(String target) {
        asked.add(target);
    }

    /** Dials, answers and carries; what came behind the request goes first. */
    void connect(NetSocket near, String target, Buffer consent, Buffer refusal, Buffer early) {
        near.pause();
        int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
        client.connect(port, LOOPBACK)
                .onSuccess(far -> {
                    near.write(consent);
                    carry(early);
                    far.write(early);
                    near.handler(bytes -> {
                        carry(bytes);
                        far.write(bytes);
                    });
                    near.closeHandler(closed -> far.close());
                    far.closeHandler(closed -> near.close());
                    far.pipe().endOnComplete(false).to(near);
                    near.resume();
                })
                .onFailure(failed -> near.end(refusal));
    }

    private synchronized void carry(Buffer bytes) {
        carried.appendBuffer(bytes);
    }
}
