package io.clustergateway.chaos.rig;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads TCP connections over replicas in turn, as a Service does: over those that say they are ready. */
final class InProcessBalancer implements Balancer {
    private static final long ASKED_EVERY_MILLIS = 100;
    /** A replica that is slow to say that it is ready still is. */
    private static final long PATIENCE_SECONDS = 5;

    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Replica> ready = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private final NetClient client;
    private final HttpClient probes;
    private final NetServer server;
    private final List<Replica> replicas;
    private final long timer;

    InProcessBalancer(Vertx vertx, List<Replica> replicas) {
        this.vertx = vertx;
        this.replicas = List.copyOf(replicas);
        this.ready.addAll(replicas);
        this.client = vertx.createNetClient();
        this.probes = vertx.createHttpClient();
        this.server = vertx.createNetServer()
                .connectHandler(this::carry)
                .listen(0, "127.0.0.1")
                .await();
        this.timer = vertx.setPeriodic(ASKED_EVERY_MILLIS, due -> replicas.forEach(this::probe));
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    @Override
    public boolean spreadsOverAll() {
        return ready.containsAll(replicas);
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        Future.join(server.close(), client.close(), probes.close()).await();
    }

    private void probe(Replica replica) {
        probes.request(HttpMethod.GET, replica.managementPort(), "127.0.0.1", "/readyz")
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .otherwise(0)
                .onSuccess(code -> {
                    if (code == 200) {
                        ready.add(replica);
                    } else {
                        ready.remove(replica);
                    }
                });
    }

    private void carry(NetSocket near) {
        near.pause();
        connect(turn.getAndIncrement(), replicas.size())
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
        Replica replica = replicas.get(Math.floorMod(first, replicas.size()));
        return ready.contains(replica)
                ? client.connect(replica.port(), "127.0.0.1").recover(refused -> connect(first + 1, tries - 1))
                : connect(first + 1, tries - 1);
    }
}
