package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.ResourceAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Going down in order, and coming back when killed. */
final class LifeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void finishesWhatIsInFlightAndTakesNothingNew(HttpVersion version) {
        try (Rig rig = Rig.started(folder)) {
            Promise<ResourceAnswer> slow = Promise.promise();
            rig.peers.resources = question -> slow.future();
            HttpClient client = rig.client(version);
            Future<Buffer> inFlight = client.request(HttpMethod.GET, ROOT + "/clustergateways")
                    .compose(request -> request.send().compose(HttpClientResponse::body));
            Awaitility.await().until(() -> rig.peers.read.size() == 1);
            rig.ops.shuttingDown();
            Future<Void> stopped = rig.kernel.stop(Duration.ofSeconds(20));
            Awaitility.await().until(() -> refusesConnections(rig));
            assertThat(stopped.isComplete()).isFalse();
            slow.complete(new ResourceAnswer(200, "application/json", Buffer.buffer("{\"whole\":true}")));
            assertThat(inFlight.timeout(20, TimeUnit.SECONDS).await().toString())
                    .isEqualTo("{\"whole\":true}");
            stopped.timeout(20, TimeUnit.SECONDS).await();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void endsWatchesOfItsOwnWholeAfterTheStreamsGrace(HttpVersion version) {
        AtomicInteger left = new AtomicInteger();
        try (Rig rig = new Rig(folder, Map.of("streamGrace", "500ms"), Map.of("instances", 2)).start()) {
            rig.peers.watches = (question, out) -> {
                out.onClose(left::incrementAndGet);
                return Future.succeededFuture();
            };
            Future<Buffer> watch = rig.client(version)
                    .request(HttpMethod.GET, ROOT + "/clustergateways?watch=true")
                    .compose(request -> request.send().compose(HttpClientResponse::body));
            Awaitility.await().until(() -> rig.peers.asked.size() == 1);
            rig.ops.shuttingDown();
            Future<Void> stopped = rig.kernel.stop(Duration.ofSeconds(20));
            assertThat(watch.timeout(20, TimeUnit.SECONDS).await().length()).isZero();
            stopped.timeout(20, TimeUnit.SECONDS).await();
            assertThat(left).hasValue(1);
        }
    }

    @Test
    void fallsUnreadyFirstAndServesOnDuringTheDelay() {
        Map<String, Object> serving = Map.of("shutdownDelay", "3s");
        try (Rig rig = new Rig(folder, serving, Map.of("instances", 2)).start()) {
            rig.ops.shuttingDown();
            Future<Void> stopped = rig.kernel.stop(Duration.ofSeconds(20));
            Awaitility.await().until(() -> rig.get("/readyz").code() == 500);
            assertThat(rig.get("/apis").code()).isEqualTo(200);
            assertThat(stopped.isComplete()).isFalse();
            stopped.timeout(20, TimeUnit.SECONDS).await();
        }
    }

    @Test
    void letsIdleConnectionsHoldNothingUp() {
        Rig rig = Rig.started(folder);
        assertThat(rig.get("/livez").code()).isEqualTo(200);
        assertThat(Rig.send(rig.client(HttpVersion.HTTP_2), HttpMethod.GET, "/livez")
                        .code())
                .isEqualTo(200);
        rig.ops.shuttingDown();
        long begun = System.nanoTime();
        rig.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void comesBackWhenAnInstanceIsKilledUnderLoad() {
        try (Rig rig = Rig.started(folder)) {
            AtomicInteger good = new AtomicInteger();
            HttpClient client = rig.client(HttpVersion.HTTP_1_1);
            long timer = rig.vertx.setPeriodic(
                    2,
                    ignored -> client.request(HttpMethod.GET, ROOT + "/virtualclusters")
                            .compose(request -> request.send())
                            .onSuccess(response -> good.incrementAndGet()));
            Awaitility.await().until(() -> good.get() > 50);
            rig.vertx.deploymentIDs().forEach(id -> rig.vertx.undeploy(id).await());
            int before = good.get();
            Awaitility.await().until(() -> good.get() > before + 200);
            Awaitility.await().until(rig.readiness::isReady);
            rig.vertx.cancelTimer(timer);
        }
    }

    private static boolean refusesConnections(Rig rig) {
        NetClient client = rig.vertx.createNetClient();
        return client.connect(rig.port(), "127.0.0.1")
                .compose(socket -> socket.close().map(false))
                .otherwise(true)
                .timeout(20, TimeUnit.SECONDS)
                .eventually(client::close)
                .await();
    }
}
