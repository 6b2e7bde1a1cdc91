package io.clustergateway.chaos.rig;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/** Spreads TCP connections over replicas in turn, past those that do not want any. */
final class Balancer {
    private final AtomicInteger turn = new AtomicInteger();
    private final NetClient client;
    private final NetServer server;
    private final List<Integer> ports;
    private final IntPredicate wants;

    /** Asks {@code wants} with a replica's number, on an event loop. */
    Balancer(Vertx vertx, List<Integer> ports, IntPredicate wants) {
        this.ports = List.copyOf(ports);
        this.wants = wants;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer()
                .connectHandler(this::carry)
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    private void carry(NetSocket near) {
        near.pause();
        connect(turn.getAndIncrement(), ports.size())
                .onSuccess(
                        far -> Future.join(near.pipeTo(far), far.pipeTo(near)).onComplete(ended -> {
                            near.close();
                            far.close();
                        }))
                .onFailure(nobody -> near.close());
    }

    private Future<NetSocket> connect(int first, int tries) {
        if (tries == 0) {
            return Future.failedFuture("no replica takes connections");
        }
        int replica = Math.floorMod(first, ports.size());
        return wants.test(replica)
                ? client.connect(ports.get(replica), "127.0.0.1").recover(refused -> connect(first + 1, tries - 1))
                : connect(first + 1, tries - 1);
    }
}
