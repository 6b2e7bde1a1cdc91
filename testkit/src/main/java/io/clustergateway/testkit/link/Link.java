package io.clustergateway.testkit.link;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries TCP connections on loopback to one target, until it is cut. Safe to use from any thread but Vert.x's. */
public final class Link implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(5000));
    private final NetServer server;
    private final int target;
    private volatile State state = State.UP;

    private enum State {
        UP,
        REFUSING,
        SILENT
    }

    /** A link to {@code 127.0.0.1:target}, up. */
    public Link(int target) {
        this.target = target;
        server = vertx.createNetServer(new NetServerOptions().setHost(LOOPBACK).setPort(0))
                .connectHandler(this::carry)
                .listen()
                .await();
    }

    /** The port to connect to instead of the target's. */
    public int port() {
        return server.actualPort();
    }

    /** Resets every connection and each new one at once, as a host that is up without its server does. */
    public void cut() {
        state = State.REFUSING;
        sockets.forEach(NetSocket::close);
    }

    /** Closes every connection and carries new ones as before, as a server does that restarts in no time. */
    public void dropConnections() {
        sockets.forEach(NetSocket::close);
    }

    /** Drops every byte from here on and accepts new connections without a word, as a dead network does. */
    public void silence() {
        state = State.SILENT;
        sockets.forEach(NetSocket::pause);
    }

    /** Carries new connections again; those of before stay lost. */
    public void mend() {
        sockets.forEach(NetSocket::close);
        state = State.UP;
    }

    /** How many sockets are open on both sides together. */
    public int openSockets() {
        return sockets.size();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void carry(NetSocket near) {
        near.pause();
        register(near);
        switch (state) {
            case REFUSING -> near.close();
            case SILENT -> {}
            case UP ->
                client.connect(SocketAddress.inetSocketAddress(target, LOOPBACK))
                        .onSuccess(far -> join(near, far))
                        .onFailure(error -> near.close());
        }
    }

    private void join(NetSocket near, NetSocket far) {
        register(far);
        Future.join(near.pipeTo(far), far.pipeTo(near)).onComplete(ended -> {
            near.close();
            far.close();
        });
    }

    private void register(NetSocket socket) {
        sockets.add(socket);
        socket.closeHandler(closed -> sockets.remove(socket));
    }
}
