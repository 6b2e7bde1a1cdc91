package io.clustergateway.testkit.konnectivity;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes {@code ProxyService/Proxy} streams with mutual TLS and dials as an agent would: {@code NAME:port} leads to the loopback
 * port of that name. Like the real server it takes one connection for each stream.
 */
public final class KonnectivityStandIn implements AutoCloseable {
    private final Map<String, Integer> agents = new ConcurrentHashMap<>();
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong(100);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final NetClient client;
    private final HttpServer server;

    /**
     * A listening server.
     *
     * @param clientCaPem of the certificates it asks clients for
     */
    public KonnectivityStandIn(Vertx vertx, Issued serving, String clientCaPem) {
        client = vertx.createNetClient();
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientCaPem)))
                        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100))
                        .setKeyCertOptions(serving.keyCertOptions()))
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(this::serve)
                .listen()
                .await();
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** An agent of this name, whose API server is at that port of loopback. */
    public void agent(String name, int port) {
        agents.put(name, port);
    }

    /** The agent of this name never answers a dial. */
    public void silence(String name) {
        silent.add(name);
    }

    /** Every address it was asked for. */
    public List<String> dialled() {
        return List.copyOf(dialled);
    }

    /** Connections through it that are open now. */
    public int open() {
        return open.get();
    }

    /** HTTP/2 connections it has taken. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }

    private void serve(HttpServerRequest request) {
        boolean isGrpc = "application/grpc".equals(request.getHeader("content-type"));
        if (!request.path().equals("/ProxyService/Proxy") || !isGrpc) {
            request.response()
                    .putHeader("content-type", "application/grpc")
                    .putHeader("grpc-status", "12")
                    .end();
            return;
        }
        new ProxyStream(this, request).read();
    }

    NetClient client() {
        return client;
    }

    Optional<Integer> port(String address) {
        dialled.add(address);
        return Optional.ofNullable(agents.get(address.substring(0, address.lastIndexOf(':'))));
    }

    boolean isSilent(String address) {
        return silent.contains(address.substring(0, address.lastIndexOf(':')));
    }

    long opened() {
        open.incrementAndGet();
        return ids.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }
}
