package io.clustergateway.certificate;

import static org.awaitility.Awaitility.await;

import io.clustergateway.certificates.Pair;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ServingCertificate;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A process of its own, of which there is the keeper and somebody who listens. */
final class KeeperReplica {
    final Readiness readiness = new Readiness();

    /** What it has served, in order. */
    final List<Pair> all = new CopyOnWriteArrayList<>();

    private final Vertx own = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final HubApi api;
    private final Kernel kernel;
    private boolean stopped;

    KeeperReplica(Path kubeconfig, Clock clock, KeeperSettings settings) {
        api = HubApi.connect(own, Optional.of(kubeconfig), "test/1");
        Pace pace = new Pace(
                clock,
                Pace.SYSTEM.leafLife(),
                Pace.SYSTEM.authorityLife(),
                Pace.SYSTEM.backdate(),
                Pace.SYSTEM.overlap(),
                Duration.ofMillis(50));
        Module keeper = new CertificateKeeper(api, settings, pace);
        kernel = new Kernel(
                own, List.of(new Listening(all), keeper), Set.of(), readiness, metrics, new Ops(readiness, metrics));
    }

    KeeperReplica start() {
        kernel.start().await();
        return this;
    }

    Optional<Pair> served() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** What it serves, after it has ended. */
    Pair takenAway() {
        await().until(() -> served().isPresent());
        stop();
        return served().orElseThrow();
    }

    void stop() {
        if (!stopped) {
            stopped = true;
            kernel.stop(Duration.ofSeconds(5)).await();
            api.close();
            metrics.close();
            own.close().await();
        }
    }

    private record Listening(List<Pair> all) implements Module {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public Deployable verticle(ModuleContext module) {
            return new VerticleBase() {
                @Override
                public Future<?> start() {
                    Bus bus = module.bus();
                    bus.follow(Topics.SERVING_CERTIFICATE, this::heard);
                    module.condition().ready();
                    return Future.succeededFuture();
                }

                private void heard(ServingCertificate certificate) {
                    all.add(new Pair(certificate.chain(), certificate.key()));
                }
            };
        }
    }
}
