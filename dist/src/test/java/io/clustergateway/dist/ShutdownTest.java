package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Going down with clients at the door, in the room and on the line. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ShutdownTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration STREAM_GRACE = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofSeconds(4);
    private static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";
    private static final String NAMESPACE = "/api/v1/namespaces/default";

    /** More than all buffers on the way hold, and nothing that the hub's gzip could shrink. */
    private static final int BIG_OBJECTS = 40;

    private static Pods pods;

    @BeforeAll
    static void fill() {
        pods = new Pods(member.server());
        Random random = new Random(1);
        byte[] noise = new byte[600_000];
        for (int i = 0; i < BIG_OBJECTS; i++) {
            random.nextBytes(noise);
            JsonObject big = new JsonObject()
                    .put("metadata", new JsonObject().put("name", "big-" + i))
                    .put(
                            "binaryData",
                            new JsonObject().put("noise", Base64.getEncoder().encodeToString(noise)));
            member.server().request("POST", CONFIGMAPS, big.encode()).expectSuccess();
        }
    }

    /* Held, because Vert.x closes a client that nobody holds any more. */
    private static HttpClient slowClient;

    @AfterAll
    static void stop() {
        pods.close();
    }

    @Test
    void readinessFallsFirstThenStreamsEndAndRequestsFinish() throws TimeoutException {
        Pod endless = pods.create();
        Pod ending = pods.create();
        try (RealRig rig = rig(DELAY);
                RunningCommand log = rig.memberKubectl().start("logs", "-f", endless.name());
                RunningCommand attach = rig.memberKubectl().start("attach", endless.name());
                RunningCommand lastWords = rig.memberKubectl().start("logs", "-f", ending.name())) {
            await().until(() -> endless.log().followers() == 2 && ending.log().followers() == 1);
            HttpClientResponse slow = slowList(rig);

            Instant begun = Instant.now();
            Future<Void> stopping = rig.gateway().stop();
            await().atMost(DELAY.dividedBy(4)).until(() -> !rig.gateway().isReady());
            assertThat(hub.server()
                            .request("GET", RealRig.proxyPath(RealRig.MEMBER) + NAMESPACE, "")
                            .status())
                    .isEqualTo(200);
            ending.log().append("last words");
            ending.log().end();
            assertThat(lastWords.await(DELAY)).isEqualTo(new CommandResult(0, "last words\n", ""));
            assertThat(log.isAlive() && attach.isAlive()).isTrue();

            await().atMost(DELAY.plus(STREAM_GRACE).plus(MARGIN))
                    .until(() -> endless.log().followers() == 0 && !log.isAlive() && !attach.isAlive());
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(DELAY);
            assertThat(stopping.isComplete()).isFalse();

            Future<Buffer> rest = slow.body();
            slow.resume();
            assertThat(rest.await(30, TimeUnit.SECONDS).toJsonObject().getJsonArray("items"))
                    .isEqualTo(member.server()
                            .request("GET", CONFIGMAPS, "")
                            .json()
                            .getJsonArray("items"));
            stopping.await(MARGIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void streamsHoldItUpForTheirGraceAndNoLonger() {
        Pod endless = pods.create();
        try (RealRig rig = rig(Duration.ZERO);
                RunningCommand log = rig.memberKubectl().start("logs", "-f", endless.name());
                RunningCommand attach = rig.memberKubectl().start("attach", endless.name());
                RunningCommand watch = rig.memberKubectl().start("get", "namespaces", "-w", "-o", "name")) {
            await().until(() -> endless.log().followers() == 2 && watch.out().contains("namespace/default"));
            Instant begun = Instant.now();
            rig.gateway().stop().await();
            assertThat(Duration.between(begun, Instant.now())).isBetween(STREAM_GRACE, STREAM_GRACE.plus(MARGIN));
            await().until(() -> !log.isAlive() && !attach.isAlive() && !watch.isAlive());
            assertThat(endless.log().followers()).isZero();
        }
    }

    private static RealRig rig(Duration delay) {
        return new RealRig(
                hub.server(),
                member.server(),
                Map.of(
                        "serving.shutdownDelay",
                        delay.toSeconds() + "s",
                        "serving.shutdownGrace",
                        "40s",
                        "serving.streamGrace",
                        STREAM_GRACE.toSeconds() + "s"));
    }

    /** A list of many megabytes, of which its client takes the head only until it is resumed. */
    private static HttpClientResponse slowList(RealRig rig) {
        URI server = URI.create(hub.server().url());
        Issued admin = hub.server().adminCertificate();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(hub.server().caPem())))
                .setKeyCertOptions(admin.keyCertOptions());
        slowClient = rig.vertx().createHttpClient(options);
        HttpClientResponse response = slowClient
                .request(
                        HttpMethod.GET,
                        server.getPort(),
                        server.getHost(),
                        RealRig.proxyPath(RealRig.MEMBER) + CONFIGMAPS)
                .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
                .await();
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }
}
