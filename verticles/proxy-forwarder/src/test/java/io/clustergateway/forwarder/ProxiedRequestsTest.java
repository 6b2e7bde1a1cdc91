package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiedRequestsTest {
    @TempDir
    private Path folder;

    private Rig rig;
    private TestMember member;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of("streamGrace", "1s"), Map.of("instances", 1)).start();
        member = new TestMember(rig.vertx);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void saysThatTheMembersAreNotKnownYet() {
        Answer answer = rig.get(proxied("good", "/api"));
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.hop()).isEqualTo("registry");
        assertThat(answer.header("retry-after")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "local"})
    void knowsNoMemberOfThatName(String name) {
        publish();
        Answer answer = rig.get(proxied(name, "/api"));
        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.json().getJsonObject("details").getString("kind")).isEqualTo("clustergateways");
        assertThat(answer.json().getString("message"))
                .isEqualTo("clustergateways.cluster.core.oam.dev \"%s\" not found".formatted(name));
    }

    @Test
    void namesTheFaultOfABrokenMember() {
        publish();
        Answer answer = rig.get(proxied("broken", "/api"));
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.hop()).isEqualTo("registry");
        assertThat(answer.json().getString("message")).contains("endpoint: scheme http (expected: https)");
    }

    @Test
    void tellsThatAMemberIsSwitchedOffAndDoesNotInviteRetries() {
        publish();
        Answer answer = rig.get(proxied("off", "/api"));
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.json().getString("reason")).isEqualTo("ClusterOffline");
        assertThat(answer.json()
                        .getJsonObject("details")
                        .getJsonArray("causes")
                        .getJsonObject(1)
                        .getMap())
                .isEqualTo(Map.of("reason", "ClusterOffline", "message", "maintenance"));
        assertThat(answer.header("retry-after")).isEqualTo("null");
    }

    @Test
    void tellsStrangersNoMembersName() {
        publish();
        Failure refusal = Failure.forbidden("no", Hop.HUB_AUTHORIZATION);
        rig.peers.access = question ->
                Future.succeededFuture(new AccessAnswer(ScriptedPeers.ALICE, Optional.of(refusal), System.nanoTime()));
        assertThat(rig.get(proxied("good", "/api")).code()).isEqualTo(403);
        assertThat(rig.get(proxied("unknown", "/api")).code()).isEqualTo(403);
        assertThat(member.seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void sendsTheBytesItAuthorizedAndOneAuditId(HttpVersion version) {
        publish();
        Answer answer = Rig.send(
                rig.client(version),
                HttpMethod.DELETE,
                proxied("good", "/api/v1//pods/a%2Fb;x/?b=%2F&impersonate=false&a=1"),
                "audit-id",
                "id-1");
        assertThat(answer.body().toString()).isEqualTo("from the member");
        assertThat(answer.header("audit-id")).isEqualTo("id-1");
        assertThat(member.seen).containsExactly("DELETE /api/v1//pods/a%2Fb;x/?b=%2F&a=1 id-1");
    }

    @Test
    void asksNobodyWhileItsAnswersHold() {
        publish();
        HttpClient client = rig.client(HttpVersion.HTTP_1_1);
        for (int i = 0; i < 20; i++) {
            assertThat(Rig.send(client, HttpMethod.GET, proxied("good", "/api/v1/pods?" + i))
                            .code())
                    .isEqualTo(200);
        }
        assertThat(rig.peers.asked).hasSize(1);
        Rig.send(client, HttpMethod.POST, proxied("good", "/api/v1/pods"));
        assertThat(rig.peers.asked).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/namespaces/d/pods/p/exec, 2", "/api/v1/namespaces/d/pods/p/log?follow=1, 1"})
    void wantsCreateForWhatUpgrades(String path, int reviews) {
        publish();
        rig.get(proxied("good", path), "connection", "Upgrade", "upgrade", "websocket");
        assertThat(rig.peers.asked.get(0).attributes())
                .hasSize(reviews)
                .extracting(Attributes::verb)
                .contains("get");
    }

    @Test
    void countsAsTheGoProgramDid() {
        publish();
        rig.get(proxied("good", "/api/v1/namespaces/d/pods"));
        member.answer = request -> request.response().setStatusCode(404).end();
        rig.get(proxied("good", "/apis/x/v1/never-served"));
        rig.get(proxied("unknown", "/api/v1/pods"));
        Awaitility.await().until(() -> rig.metrics.scrape().contains("code=\"404\""));
        assertThat(rig.metrics.scrape())
                .contains(
                        "ocm_proxy_proxied_resource_requests_by_resource_total{code=\"200\",resource=\"pods\",verb=\"get\"}"
                                + " 1.0")
                .contains(
                        "ocm_proxy_proxied_resource_requests_by_resource_total{code=\"404\",resource=\"other\",verb=\"get\"}"
                                + " 1.0")
                .contains("ocm_proxy_proxied_requests_by_cluster_total{cluster=\"good\",code=\"404\"} 1.0")
                .contains(
                        "ocm_proxy_proxied_request_duration_seconds_bucket{cluster=\"good\",code=\"200\",resource=\"pods\",verb=\"get\",le=\"0\"}"
                                + " 0")
                .contains(
                        "ocm_proxy_proxied_request_duration_seconds_bucket{cluster=\"good\",code=\"200\",resource=\"pods\",verb=\"get\",le=\"30\"}"
                                + " 1")
                .contains("cluster_gateway_proxied_requests_in_flight 0.0")
                .doesNotContain("unknown");
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void endsStreamsAfterTheirGraceAndLetsOrdinaryRequestsFinish(HttpVersion version) {
        publish();
        AtomicReference<Runnable> finish = new AtomicReference<>();
        member.answer = request -> {
            if (request.uri().contains("watch")) {
                request.response().setChunked(true).write("{}\n");
            } else {
                finish.set(() -> request.response().end("whole"));
            }
        };
        AtomicBoolean streaming = new AtomicBoolean();
        AtomicBoolean cut = new AtomicBoolean();
        rig.client(version)
                .request(HttpMethod.GET, proxied("good", "/api/v1/pods?watch=true"))
                .compose(request -> request.send().onSuccess(response -> {
                    response.handler(bytes -> streaming.set(true));
                    response.exceptionHandler(error -> cut.set(true));
                }));
        Future<String> ordinary = rig.client(version)
                .request(HttpMethod.GET, proxied("good", "/api/v1/pods"))
                .compose(request -> request.send().compose(response -> response.body()))
                .map(Object::toString);
        Awaitility.await().until(() -> streaming.get() && finish.get() != null);
        rig.ops.shuttingDown();
        Future<Void> stopped = rig.kernel.stop(Duration.ofSeconds(20));
        Awaitility.await().untilTrue(cut);
        assertThat(stopped.isComplete()).isFalse();
        finish.get().run();
        assertThat(ordinary.timeout(20, TimeUnit.SECONDS).await()).isEqualTo("whole");
        stopped.timeout(20, TimeUnit.SECONDS).await();
    }

    private void publish() {
        rig.peers.publish(member.table());
        Awaitility.await()
                .until(() ->
                        rig.get(proxied("off", "/")).json().getString("reason").equals("ClusterOffline"));
        rig.peers.asked.clear();
        rig.get(ROOT + "/clustergateways");
        rig.peers.asked.clear();
    }

    private static String proxied(String name, String rest) {
        return ROOT + "/clustergateways/" + name + "/proxy" + rest;
    }
}
