package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many streams SETTINGS allow a client, before and after somebody has authenticated. */
final class StreamsTest {
    private static final long FEW = 4;
    private static final long MANY = 50;

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = rig((int) MANY);
    }

    private Rig rig(int most) {
        return new Rig(
                        folder,
                        Map.of("unauthenticatedStreams", (int) FEW, "http2MaxStreamsPerConnection", most),
                        Map.of("instances", 1))
                .start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void areFewUntilSomebodyHasAuthenticated() {
        HttpClientConnection connection = connect(rig.client(HttpVersion.HTTP_2));
        assertThat(allowed(connection)).isEqualTo(FEW);
        rig.peers.access = question -> Future.failedFuture(Failure.unauthorized("Unauthorized"));
        assertThat(get(connection)).isEqualTo(401);
        assertThat(allowed(connection)).isEqualTo(FEW);
        rig.peers.access = question -> Future.succeededFuture(ScriptedPeers.allowed());
        assertThat(get(connection)).isEqualTo(200);
        await().until(() -> allowed(connection) == MANY);
    }

    @Test
    void areManyForSomebodyWhoMayNot() {
        HttpClientConnection connection = connect(rig.client(HttpVersion.HTTP_2));
        Failure refusal = Failure.forbidden("no", Hop.HUB_AUTHORIZATION);
        rig.peers.access = question -> Future.succeededFuture(
                new AccessAnswer(ScriptedPeers.ALICE, Optional.of(refusal), System.nanoTime() + 1_000_000_000L));
        assertThat(get(connection)).isEqualTo(403);
        await().until(() -> allowed(connection) == MANY);
    }

    /** A hub opens a stream for each of its users at once; a certificate alone is no proof, since nothing verified it yet. */
    @Test
    void areManyBehindACertificateUntilARequestIsNobodys() {
        Issued certificate = CertificateAuthority.create("any").issueClient("front-proxy-client", List.of());
        HttpClientConnection connection = connect(rig.client(HttpVersion.HTTP_2, certificate));
        await().until(() -> allowed(connection) == MANY);
        rig.peers.access = question -> Future.failedFuture(Failure.unavailable("away", Hop.HUB_AUTHENTICATION));
        assertThat(get(connection)).isEqualTo(503);
        assertThat(allowed(connection)).isEqualTo(MANY);
        rig.peers.access = question -> Future.failedFuture(Failure.unauthorized("Unauthorized"));
        assertThat(get(connection)).isEqualTo(401);
        await().until(() -> allowed(connection) == FEW);
    }

    @Test
    void areAsManyAsKubeApiserversWithoutANumber() {
        rig.close();
        rig = rig(0);
        HttpClientConnection connection = connect(rig.client(HttpVersion.HTTP_2));
        assertThat(get(connection)).isEqualTo(200);
        await().until(() -> allowed(connection) == 100);
    }

    private HttpClientConnection connect(HttpClient client) {
        return ((HttpClientAgent) client)
                .connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(rig.port()))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    private static long allowed(HttpClientConnection connection) {
        return connection.remoteSettings().getMaxConcurrentStreams();
    }

    private static int get(HttpClientConnection connection) {
        return connection
                .request(new RequestOptions().setMethod(HttpMethod.GET).setURI(ROOT + "/clustergateways"))
                .compose(request ->
                        request.send().compose(response -> response.body().map(body -> response.statusCode())))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }
}
