package io.clustergateway.dist;

import io.clustergateway.certificate.Pace;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.testkit.lifecycle.Opening;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Two gateways that keep one serving certificate, behind one address. */
final class BalancedReplicas implements AutoCloseable {
    /* The API server's clock cannot be moved, so whatever is made while this one is years ahead holds already today. */
    private static final Duration BACKDATE = Duration.ofDays(2000);

    private final Vertx vertx = Vertx.vertx();
    private final NetClient dialler = vertx.createNetClient();
    private final List<Vertx> homes = List.of(Vertx.vertx(Running.options()), Vertx.vertx(Running.options()));
    private final AtomicInteger connections = new AtomicInteger();
    private List<Gateway> all = List.of();

    /** Starts both; they are ready once the hub knows where they are. */
    BalancedReplicas(RealApiServer hub, Path folder, Clock clock) {
        Opening.orClose(
                this,
                () -> all = homes.stream()
                        .map(home -> start(home, hub, folder, clock))
                        .toList());
    }

    List<Gateway> all() {
        return all;
    }

    boolean areReady() {
        return all.stream().allMatch(Gateway::isReady);
    }

    /** How often the one address was connected to. */
    int connections() {
        return connections.get();
    }

    /**
     * Listens for both, who take connections in turn, as a Service has it.
     *
     * @return the port
     */
    int balance() {
        return vertx.createNetServer()
                .connectHandler(this::carry)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @Override
    public void close() {
        all.forEach(gateway -> gateway.stop().await());
        homes.forEach(home -> home.close().await());
        vertx.close().await();
    }

    private void carry(NetSocket near) {
        near.pause();
        Gateway replica = all.get(connections.getAndIncrement() % all.size());
        dialler.connect(replica.securePort(), "127.0.0.1")
                .onSuccess(far -> Future.join(near.pipeTo(far), far.pipeTo(near)))
                .onFailure(refused -> near.close());
    }

    private static Gateway start(Vertx home, RealApiServer hub, Path folder, Clock clock) {
        Path kubeconfig = Kubeconfig.of(
                        hub.url(), hub.caPem(), hub.createServiceAccountToken("vela-system", "cluster-gateway"))
                .writeTo(folder.resolve("gateway.kubeconfig"));
        Map<String, Object> values = RigSettings.at(kubeconfig);
        values.put("serving.certDir", folder.resolve("certificates").toString());
        values.put("serving.selfManagedCertificate", true);
        values.put("serving.selfManagedCertificateSecret", "vela-system/cluster-gateway-self-managed-cert");
        JsonObject tree = SettingsLoader.load(home, Optional.empty(), values).await();
        Pace pace = new Pace(
                clock,
                Pace.SYSTEM.leafLife(),
                Pace.SYSTEM.authorityLife(),
                BACKDATE,
                Pace.SYSTEM.overlap(),
                Duration.ofMillis(200));
        Gateway gateway = new Gateway(home, tree, Map.of(), Optional.empty(), Map.of(), Clocks.SYSTEM, pace);
        gateway.start().await();
        return gateway;
    }
}
