package io.clustergateway.testkit.link;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link FaultyLink} on Vert.x, with nothing beside this process. */
public final class InProcessLink implements FaultyLink {
    private static final String LOOPBACK = "127.0.0.1";

    private final Map<String, Toxic> toxics = new ConcurrentHashMap<>();
    private final Set<SpoiledConnection> connections = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private final NetClient client;
    private final NetServer server;
    private final int target;
    private volatile boolean isCut;

    /** A link to {@code 127.0.0.1:target}, without toxics. */
    public InProcessLink(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(5000));
        server = vertx.createNetServer(new NetServerOptions().setHost(LOOPBACK).setPort(0))
                .connectHandler(this::carry)
                .listen()
                .await();
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    @Override
    public void add(Toxic toxic) {
        if (toxics.putIfAbsent(toxic.name(), toxic) != null) {
            throw new IllegalArgumentException(toxic.name() + ": a toxic of this name is there already");
        }
        connections.forEach(SpoiledConnection::toxicsChanged);
    }

    @Override
    public void remove(String name) {
        Toxic removed = toxics.remove(name);
        if (removed == null) {
            throw new IllegalArgumentException(name + ": no such toxic");
        }
        if (removed.swallows()) {
            connections.forEach(connection -> connection.closeIfStruckBy(removed));
        }
    }

    @Override
    public void cut() {
        isCut = true;
        connections.forEach(SpoiledConnection::reset);
    }

    @Override
    public void mend() {
        List.copyOf(toxics.keySet()).forEach(this::remove);
        isCut = false;
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }

    private void carry(NetSocket near) {
        near.pause();
        if (isCut) {
            SpoiledConnection.reset(near);
            return;
        }
        client.connect(SocketAddress.inetSocketAddress(target, LOOPBACK))
                .onSuccess(far -> join(near, far))
                .onFailure(error -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        far.pause();
        SpoiledConnection connection = new SpoiledConnection(vertx, near, far, () -> List.copyOf(toxics.values()));
        connections.add(connection);
        connection.start(() -> connections.remove(connection));
        if (isCut) {
            connection.reset();
        }
    }
}
