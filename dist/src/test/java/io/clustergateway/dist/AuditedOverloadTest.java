package io.clustergateway.dist;

import static io.clustergateway.dist.AuditLines.OURS;
import static io.clustergateway.dist.PocketRig.PROXY;
import static io.clustergateway.dist.PocketRig.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential.ClientCertificate;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the limits do to a request is in the audit log, and each of them has one end there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class AuditedOverloadTest {
    private static final String HELD = "/held";
    private static final String WATCH = RESOURCES + "/clustergateways?watch=true";

    @TempDir
    private Path folder;

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private PocketRig rig;
    private HttpClient alice;
    private HttpClient leaver;
    private PocketClient bob;

    private void start(Map<String, Object> limits) {
        Map<String, Object> values =
                new HashMap<>(Map.of("audit.log.path", lines().file().toString(), "audit.log.mode", "batch"));
        limits.forEach((key, value) -> values.put(key.contains(".") ? key : "forwarder.limits." + key, value));
        rig = new PocketRig(PocketRig.Plan.of(values));
        rig.member().server().handle(HELD, held::add);
        alice = alice(HttpVersion.HTTP_1_1);
        bob = rig.direct(rig.somebody("bob", User.MASTERS), HttpVersion.HTTP_1_1);
    }

    @AfterEach
    void stop() {
        bob.close();
        rig.close();
        lines().assertOneEndOfEach();
    }

    @Test
    void theQueueIsALatencyOfItsOwn() {
        start(Map.of("requestsPerMember", 2, "adaptive", false, "queueWait", "30s"));
        send("held-1");
        await().until(() -> held.size() == 1);
        send("waited-1");
        await().until(() -> gauge("requests_queued").equals("1.0"));
        held.remove().response().end("late");
        await().until(() -> held.size() == 1);
        held.remove().response().end("later");

        JsonObject waited = AuditLines.notes(lines().complete("waited-1"));
        assertThat(millis(waited, "queue")).isPositive().isLessThan(millis(waited, "total"));
        assertThat(millis(waited, "access") + millis(waited, "queue") + millis(waited, "identity"))
                .isLessThanOrEqualTo(millis(waited, "total"));
        assertThat(AuditLines.notes(lines().complete("held-1")).containsKey(OURS + "latency-queue-ms"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void oneThatLeavesWhileItWaitsIsToldOnceAndWhereItWas(HttpVersion version) {
        start(Map.of("requestsPerMember", 2, "queueWait", "30s"));
        send("held-1");
        await().until(() -> held.size() == 1);
        leaver = alice(version);
        HttpClientRequest leaving =
                leaver.request(options("left-1", PROXY + HELD)).await();
        leaving.send();
        await().until(() -> gauge("requests_queued").equals("1.0"));
        leaving.reset();

        JsonObject left = lines().complete("left-1");
        assertThat(left.getJsonObject("responseStatus").getInteger("code")).isEqualTo(499);
        assertThat(millis(AuditLines.notes(left), "queue")).isPositive();
        held.remove().response().end("late");
        await().until(() -> gauge("requests_in_flight").equals("0.0"));
        assertThat(held).isEmpty();
    }

    @Test
    void refusalsByLimitsSayWhichOne() {
        start(Map.of("requestsPerMember", 2, "queueLength", 1, "queueWait", "300ms", "requestsPerCaller", 3));
        send("held-1");
        await().until(() -> held.size() == 1);
        send("too-long-1");
        await().until(() -> gauge("requests_queued").equals("1.0"));
        send("too-many-1");
        assertRefused("too-many-1", 429, "member", "MemberQueueFull");
        assertRefused("too-long-1", 429, "member", "MemberQueueTime");
        assertThat(millis(AuditLines.notes(lines().complete("too-long-1")), "queue"))
                .isGreaterThanOrEqualTo(250);
        held.remove().response().end("late");
        assertThat(lines().complete("held-1").getJsonObject("responseStatus").getInteger("code"))
                .isEqualTo(200);
    }

    @Test
    void refusalsByTheCircuitAndOfACallersLimitAreTold() {
        start(Map.of(
                "requestsPerCaller",
                1,
                "guaranteed",
                0,
                "circuitFailures",
                2,
                "circuitPause",
                "60s",
                "forwarder.headTimeout",
                "2s"));
        send("held-1");
        await().until(() -> held.size() == 1);
        send("too-many-1");
        assertRefused("too-many-1", 429, "gateway", "TooManyRequestsOfCaller");
        held.remove().response().end();
        rig.member().server().handle(HELD, request -> {});
        AtomicInteger tries = new AtomicInteger();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> bob.get(PROXY + HELD, "Audit-Id", "try-" + tries.incrementAndGet())
                        .body()
                        .contains("CircuitOpen"));
        assertRefused("try-" + tries.get(), 503, "member", "CircuitOpen");
    }

    @Test
    void aCutAnswerAndATricklingUploadAreTold() {
        start(Map.of("stall", "500ms", "forwarder.headTimeout", "1s"));
        rig.member().server().handle("/big", new BigAnswer());
        alice.request(options("cut-1", PROXY + "/big"))
                .compose(request -> request.send().onSuccess(answer -> answer.pause()));
        assertRefused("cut-1", 200, "request", "ClientStalled");

        rig.member()
                .server()
                .handle(
                        "/upload",
                        request -> request.endHandler(end -> request.response().end()));
        HttpClientRequest upload = alice.request(
                        options("trickle-1", PROXY + "/upload").setMethod(HttpMethod.POST))
                .await();
        upload.putHeader("content-length", "100000").response().onComplete(ended -> {});
        long drip = rig.clients().setPeriodic(100, id -> upload.write("a"));
        assertRefused("trickle-1", 408, "request", "ClientStalled");
        rig.clients().cancelTimer(drip);
        await().until(() -> gauge("requests_in_flight").equals("0.0"));
    }

    @Test
    void whatIsAskedOnceMoreIsCountedAndToldOnce() {
        start(Map.of("circuitFailures", 1, "circuitWindow", "60s"));
        AtomicInteger asked = new AtomicInteger();
        rig.member().server().handle(HELD, request -> {
            if (asked.incrementAndGet() == 1) {
                request.connection().close();
            } else {
                request.response().end("here");
            }
        });
        assertThat(bob.get(PROXY + HELD, "Audit-Id", "again-1").status()).isEqualTo(200);
        assertThat(asked).hasValue(2);
        JsonObject again = AuditLines.notes(lines().complete("again-1"));
        assertThat(millis(again, "member-connect")).isNotNegative().isLessThanOrEqualTo(millis(again, "total"));
        assertThat(millis(again, "member-first-byte")).isNotNegative().isLessThanOrEqualTo(millis(again, "total"));
        await().until(() -> gauge("requests_in_flight").equals("0.0"));
        assertThat(bob.get(PROXY + "/version").status()).isEqualTo(200);
        assertThat(gauge("circuit_state")).isEqualTo("0.0");
    }

    @Test
    void watchesOfOurOwnThatAreRefusedAreToldAsRefused() {
        start(Map.of("streamsPerCaller", 1));
        alice.request(options("open-1", WATCH)).compose(HttpClientRequest::send);
        await().until(() -> lines().stages("open-1").contains("ResponseStarted"));
        send(WATCH, "too-many-1");
        assertRefused("too-many-1", 429, "gateway", "TooManyStreamsOfCaller");

        PocketClient.Answer refused = bob.get(WATCH + "&resourceVersion=nonsense", "Audit-Id", "bad-1");
        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        JsonObject bad = lines().complete("bad-1");
        assertThat(bad.getJsonObject("responseStatus").getInteger("code")).isEqualTo(refused.status());
        assertThat(lines().stages("bad-1")).containsExactly("RequestReceived", "ResponseComplete");
    }

    @Test
    void aWatchOfOurOwnByWebSocketTellsItsBeginningAndItsEnd() throws Exception {
        start(Map.of());
        ClientCertificate carol = (ClientCertificate) rig.somebody("carol", User.MASTERS);
        try (RawHttp raw = raw(carol.issued())) {
            RawHttp.Response upgraded = raw.exchange(
                    "GET " + WATCH + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                            + "Audit-Id: socket-1\r\n\r\n",
                    new byte[0]);
            assertThat(upgraded.status()).isEqualTo(101);
            await().until(() -> lines().stages("socket-1").contains("ResponseStarted"));
        }
        assertThat(lines().complete("socket-1").getJsonObject("responseStatus").getInteger("code"))
                .isEqualTo(101);
    }

    private void assertRefused(String id, int code, String hop, String cause) {
        lines().assertRefused(id, code, hop);
        assertThat(AuditLines.notes(lines().complete(id)).getString(OURS + "cause"))
                .isEqualTo(cause);
    }

    private void send(String id) {
        send(PROXY + HELD, id);
    }

    private void send(String target, String id) {
        alice.request(options(id, target)).compose(HttpClientRequest::send);
    }

    private static RequestOptions options(String id, String target) {
        return new RequestOptions().setMethod(HttpMethod.GET).setURI(target).addHeader("Audit-Id", id);
    }

    private HttpClient alice(HttpVersion version) {
        return rig.clients()
                .createHttpClient(OverloadedGateway.http2(rig, "alice").setProtocolVersion(version));
    }

    private RawHttp raw(Issued issued) throws Exception {
        return new RawHttp(rig.gateway().securePort(), rig.servingAuthority().certificate(), issued);
    }

    private static double millis(JsonObject notes, String part) {
        return Double.parseDouble(notes.getString(OURS + "latency-" + part + "-ms"));
    }

    private String gauge(String name) {
        String line = "cluster_gateway_member_%s{cluster=\"member\"} ".formatted(name);
        return bob.get("/metrics")
                .body()
                .lines()
                .filter(text -> text.startsWith(line))
                .map(text -> text.substring(line.length()))
                .findFirst()
                .orElse("");
    }

    private AuditLines lines() {
        return new AuditLines(folder.resolve("audit.log"));
    }
}
