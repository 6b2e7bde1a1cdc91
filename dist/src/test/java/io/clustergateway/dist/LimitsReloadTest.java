package io.clustergateway.dist;

import static io.clustergateway.dist.OverloadedGateway.HELD;
import static io.clustergateway.dist.PocketRig.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits from the file that is followed, while requests are under way. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LimitsReloadTest {
    @RegisterExtension
    static final OverloadedGateway gateway = new OverloadedGateway();

    @Test
    void takesOtherPoolsAndConnectionLimitsInTheMidstOfAFlood() {
        HeldRequests held = gateway.hold();
        Set<HttpConnection> ways = ConcurrentHashMap.newKeySet();
        gateway.rig().member().server().handle("/way", request -> {
            ways.add(request.connection());
            request.response().end();
        });
        assertThat(gateway.other().get(PROXY + "/way").status()).isEqualTo(200);
        String before = reloads();
        HttpClient flood = gateway.http2("alice", 4);
        AtomicInteger lost = new AtomicInteger();
        for (int i = 0; i < 2000; i++) {
            OverloadedGateway.get(flood, HELD).onFailure(cut -> lost.incrementAndGet());
        }
        held.awaitLeastShare();
        int inFlight = held.count();
        PocketRig.write(gateway.rig().config(), """
                forwarder: {limits: {requestsPerMember: 80}}
                members: {http1Connections: 7, http2Connections: 2, connectionWaitQueue: 8}
                serving: {http2MaxStreamsPerConnection: 50, idleTimeout: 80s, http2Turn: 2ms}
                """);
        await().atMost(Duration.ofSeconds(30)).until(() -> !reloads().equals(before));

        assertThat(gateway.other().get("/readyz?verbose").body()).doesNotContain("config-restart", "idleTimeout");
        assertThat(gateway.other().get(PROXY + "/way").status()).isEqualTo(200);
        assertThat(gateway.other().get(PROXY + "/way").status()).isEqualTo(200);
        assertThat(ways).hasSizeGreaterThan(1);
        assertThat(held.count()).isGreaterThanOrEqualTo(inFlight);
        assertThat(lost).hasValue(0);
        HttpClientRequest fresh = gateway.http2("carol", 1)
                .request(OverloadedGateway.options(PROXY + "/way"))
                .await();
        await().until(() -> fresh.connection().remoteSettings().getMaxConcurrentStreams() == 50);
        fresh.send().await();
        PocketRig.write(gateway.rig().config(), "forwarder: {limits: {}}\n");
    }

    @Test
    void takesOtherLimitsFromTheFollowedFileAndKeepsThemFromAWrongOne() {
        PocketRig.write(gateway.rig().config(), "forwarder: {limits: {streamsPerCaller: 1, guaranteed: 0}}\n");
        HttpClient alice = gateway.http2("alice", 2);
        String watch = PROXY + "/api/v1/pods?watch=true";
        AtomicInteger refused = new AtomicInteger();
        await().untilAsserted(() -> {
            alice.request(OverloadedGateway.options(watch))
                    .compose(request -> request.send()
                            .onSuccess(response -> refused.addAndGet(response.statusCode() == 429 ? 1 : 0)));
            assertThat(refused).hasPositiveValue();
        });

        PocketRig.write(gateway.rig().config(), "forwarder: {limits: {streamsPerCaller: -1}}\n");
        await().until(() -> metrics().contains("reloads_total{status=\"failure\"} 1.0"));
        int before = refused.get();
        alice.request(OverloadedGateway.options(watch))
                .compose(request ->
                        request.send().onSuccess(response -> refused.addAndGet(response.statusCode() == 429 ? 1 : 0)));
        await().until(() -> refused.get() == before + 1);
        String wrong = reloads();
        PocketRig.write(gateway.rig().config(), "forwarder: {limits: {}}\n");
        await().until(() -> !reloads().equals(wrong));
    }

    private static String reloads() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("cluster_gateway_config_automatic_reloads_total{status=\"success\"}"))
                .findFirst()
                .orElseThrow();
    }

    private static String metrics() {
        return gateway.other().get("/metrics").body();
    }
}
