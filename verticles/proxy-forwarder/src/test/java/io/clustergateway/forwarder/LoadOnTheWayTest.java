package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits, queue and circuit as callers and members meet them, two event loops at work. */
final class LoadOnTheWayTest {
    @TempDir
    private Path folder;

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private Rig rig;
    private TestMember member;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void keepsACallersFloodFromAnother() {
        start(Map.of("requestsPerMember", 4, "adaptive", false, "queueLength", 4, "queueWait", "30s"));
        freeze("good");
        List<Future<Answer>> flood = flood("alice", "good", 40);
        await().untilAsserted(() -> assertThat(held).hasSize(2));

        Answer other = get("bob", "good", "/quick");

        assertThat(other.code()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(count(flood, 429)).isEqualTo(34));
        Answer refused = flood.stream()
                .filter(answer -> answer.succeeded() && answer.result().code() == 429)
                .findFirst()
                .orElseThrow()
                .result();
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.json().getString("reason")).isEqualTo("TooManyRequests");
        assertThat(refused.json().getJsonObject("details").getInteger("retryAfterSeconds"))
                .isEqualTo(1);
        assertThat(refused.json()
                        .getJsonObject("details")
                        .getJsonArray("causes")
                        .toString())
                .contains("MemberQueueFull");
        assertThat(refused.hop()).isEqualTo("member");
        release(6);
        await().untilAsserted(() -> assertThat(count(flood, 200)).isEqualTo(6));
        // A client has its answer before the gateway counts the end.
        await().until(() -> gauge("requests_in_flight", "good").equals("0.0"));
        assertThat(rig.metrics.scrape())
                .contains("cluster_gateway_requests_rejected_total{cluster=\"good\",reason=\"queue-full\"} 34.0")
                .contains("cluster_gateway_member_queue_wait_seconds_count 4");
    }

    @Test
    void keepsAFrozenMemberFromTheOthersAndNothingOfOursBehindIt() {
        start(Map.of("requestsPerMember", 4, "requestsPerCaller", 6, "guaranteed", 2, "queueWait", "30s"));
        freeze("frozen");
        flood("alice", "frozen", 20);
        await().untilAsserted(() -> assertThat(held).hasSize(2));
        await().until(() -> gauge("requests_queued", "frozen").equals("4.0"));

        assertThat(get("alice", "good", "/quick").code()).isEqualTo(200);
        assertThat(get("alice", "frozen", "/quick").code()).isEqualTo(429);
        assertThat(rig.get("/readyz").code()).isEqualTo(200);
        assertThat(rig.get("/apis", "authorization", "Bearer alice").code()).isEqualTo(200);
        assertThat(rig.get(ROOT + "/clustergateways", "authorization", "Bearer alice")
                        .code())
                .isEqualTo(200);
        release(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void forgetsAWaitingRequestWhenItsClientLeaves(HttpVersion version) {
        start(Map.of("requestsPerMember", 2, "queueWait", "30s"));
        freeze("good");
        flood("alice", "good", 1);
        await().untilAsserted(() -> assertThat(held).hasSize(1));
        HttpClientRequest waiting = client(version)
                .request(options("alice", "good", "/held"))
                .timeout(20, TimeUnit.SECONDS)
                .await();
        waiting.send();
        await().until(() -> gauge("requests_queued", "good").equals("1.0"));

        waiting.reset();

        await().until(() -> gauge("requests_queued", "good").equals("0.0"));
        release(1);
        await().until(() -> gauge("requests_in_flight", "good").equals("0.0"));
        assertThat(held).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void stopsTheMemberWhenItsClientLeaves(HttpVersion version) {
        start(Map.of());
        AtomicBoolean told = new AtomicBoolean();
        AtomicBoolean asked = new AtomicBoolean();
        member.answer = request -> {
            request.response().closeHandler(gone -> told.set(true));
            asked.set(true);
        };
        HttpClient client = client(version);
        HttpClientRequest leaving = client.request(options("alice", "good", "/long"))
                .timeout(20, TimeUnit.SECONDS)
                .await();
        leaving.send();
        await().untilTrue(asked);
        leaving.reset();
        await().untilTrue(told);
        await().until(() -> gauge("requests_in_flight", "good").equals("0.0"));
        client.close();
    }

    @Test
    void saysHowLongItWaitedInVain() {
        start(Map.of("requestsPerMember", 2, "queueWait", "200ms"));
        freeze("good");
        flood("alice", "good", 1);
        await().untilAsserted(() -> assertThat(held).hasSize(1));
        Answer late = get("alice", "good", "/quick");
        assertThat(late.code()).isEqualTo(429);
        assertThat(late.json().getString("message"))
                .isEqualTo("clustergateway \"good\" is busy: it has too many requests in flight, and none ended in"
                        + " time, please try again later");
        release(1);
    }

    @Test
    void countsStreamsApart() {
        start(Map.of("requestsPerMember", 2, "streamsPerMember", 1));
        member.answer = request -> request.response().setChunked(true).write("{}\n");
        client(HttpVersion.HTTP_2)
                .request(options("alice", "good", "/api/v1/pods?watch=true"))
                .compose(HttpClientRequest::send);
        await().until(() -> gauge("streams_in_flight", "good").equals("1.0"));
        assertThat(get("bob", "good", "/api/v1/pods?watch=true").code()).isEqualTo(429);
        member.answer = request -> request.response().end("here");
        assertThat(get("alice", "good", "/quick").code()).isEqualTo(200);
    }

    @Test
    void opensTheCircuitOfAMemberThatIsGoneAndFindsOutThatItIsBack() {
        start(Map.of("circuitPause", "1s"), Map.of("headTimeout", "300ms"));
        member.answer = request -> {};
        Answer refused = await().until(
                        () -> get("alice", "good", "/x"),
                        answer -> answer.json().toString().contains("CircuitOpen"));
        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.hop()).isEqualTo("member");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(rig.metrics.scrape()).contains("cluster_gateway_member_circuit_state{cluster=\"good\"} 1.0");

        member.answer = request -> request.response().end("back");

        await().until(() -> get("alice", "good", "/x").code() == 200);
        assertThat(get("alice", "good", "/x").code()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void cutsAnAnswerThatItsClientDoesNotRead(HttpVersion version) {
        start(Map.of("stall", "500ms"));
        member.answer = request -> pour(request, 2000);
        HttpClientResponse unread = client(version)
                .request(options("alice", "good", "/big"))
                .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
                .timeout(20, TimeUnit.SECONDS)
                .await();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> gauge("requests_in_flight", "good").equals("0.0"));
        member.answer = request -> request.response().end("here");
        assertThat(get("alice", "good", "/api").code()).isEqualTo(200);
        unread.resume();
    }

    @Test
    void takesOtherLimitsUnderLoad() {
        start(Map.of("requestsPerMember", 2, "adaptive", false, "queueWait", "30s"));
        freeze("good");
        List<Future<Answer>> flood = flood("alice", "good", 10);
        await().untilAsserted(() -> assertThat(held).hasSize(1));
        use(Map.of("requestsPerMember", 8, "adaptive", false, "queueWait", "30s"));
        await().untilAsserted(() -> assertThat(held).hasSize(4));
        use(Map.of("requestsPerMember", 2, "adaptive", false, "queueWait", "30s"));
        release(10);
        await().untilAsserted(() -> assertThat(count(flood, 200)).isEqualTo(10));
    }

    /* What one caller sends may make a member end the connection. */
    @Test
    void doesNotOpenItForConnectionsThatEndUnderOneCaller() {
        start(Map.of("circuitPause", "1s"));
        member.answer = request -> request.connection().close();
        for (int i = 0; i < 12; i++) {
            assertThat(get("alice", "good", "/x").json().toString()).contains("MemberConnectionLost");
        }
    }

    @Test
    void opensItForConnectionsThatEndUnderEveryCaller() {
        start(Map.of("circuitPause", "1s"));
        member.answer = request -> request.connection().close();
        List<String> refusals = new ArrayList<>();
        await().until(
                        () -> {
                            refusals.add(get(refusals.size() % 2 == 0 ? "alice" : "bob", "good", "/x")
                                    .json()
                                    .toString());
                            return refusals.get(refusals.size() - 1);
                        },
                        refusal -> refusal.contains("CircuitOpen"));
        assertThat(refusals).hasSizeGreaterThan(4).first().asString().contains("MemberConnectionLost");
        member.answer = request -> request.response().end("back");
        await().until(() -> get("alice", "good", "/x").code() == 200);
    }

    /* Whoever makes the member end a connection takes those with it that share it, and they are no proof either. */
    @Test
    void doesNotOpenItForConnectionsThatEndUnderSeveral() {
        start(Map.of("circuitPause", "1s"), Map.of("instances", 1));
        for (int i = 0; i < 8; i++) {
            member.answer = request -> request.response().end("here");
            assertThat(get("probe", "good", "/x").code()).isEqualTo(200);
            member.answer = held::add;
            List<Future<Answer>> lost = List.of(post("alice"), post("bob"));
            await().until(() -> held.size() == 2);
            held.forEach(request -> request.connection().close());
            held.clear();
            await().untilAsserted(() -> assertThat(count(lost, 503)).isEqualTo(2));
        }
    }

    /** Is not asked again when its connection ends. */
    private Future<Answer> post(String caller) {
        return client(HttpVersion.HTTP_2)
                .request(options(caller, "good", "/held").setMethod(HttpMethod.POST))
                .compose(request -> request.send("{}"))
                .compose(response -> response.body().map(body -> new Answer(response, body)));
    }

    private void start(Map<String, Object> limits) {
        start(limits, Map.of());
    }

    private void start(Map<String, Object> limits, Map<String, Object> forwarder) {
        Map<String, Object> settings = new HashMap<>(Map.of("instances", 2));
        settings.putAll(forwarder);
        settings.put("limits", new HashMap<>(limits));
        rig = new Rig(folder, Map.of(), settings).start();
        member = new TestMember(rig.vertx);
        rig.peers.access = question -> Future.succeededFuture(new AccessAnswer(
                caller(question.credentials().bearerToken()), Optional.empty(), System.nanoTime() + 10_000_000_000L));
        rig.peers.publish(ClusterTable.EMPTY
                .with(member.cluster("good", Optional.empty()), "1")
                .with(member.cluster("frozen", Optional.empty()), "2"));
        await().until(() -> get("probe", "good", "/x").code() == 200);
    }

    private static Caller caller(String name) {
        return name.isEmpty()
                ? Caller.ANONYMOUS
                : new Caller(name, Optional.empty(), List.of("system:authenticated"), Map.of());
    }

    private void use(Map<String, Object> limits) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        rig.forwarder
                .reloadables()
                .get(0)
                .reader()
                .apply(faults.read(new JsonObject(limits)))
                .run();
    }

    private void freeze(String name) {
        member.answer = request -> {
            if (request.uri().equals("/held")) {
                held.add(request);
            } else {
                request.response().end("quick");
            }
        };
        assertThat(get("probe", name, "/quick").code()).isEqualTo(200);
    }

    private void release(int count) {
        for (int i = 0; i < count; i++) {
            await().until(() -> !held.isEmpty());
            held.remove().response().end("late");
        }
    }

    private List<Future<Answer>> flood(String caller, String name, int count) {
        HttpClient client = client(HttpVersion.HTTP_2);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(client.request(options(caller, name, "/held"))
                    .compose(request -> request.send()
                            .compose(response -> response.body().map(body -> new Answer(response, body)))));
        }
        return answers;
    }

    private Answer get(String caller, String name, String path) {
        return rig.get(proxied(name, path), "authorization", "Bearer " + caller);
    }

    private HttpClient client(HttpVersion version) {
        return rig.client(rig.options(version), new PoolOptions().setHttp2MaxSize(2));
    }

    private static RequestOptions options(String caller, String name, String path) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(proxied(name, path))
                .addHeader("authorization", "Bearer " + caller);
    }

    private static String proxied(String name, String path) {
        return ROOT + "/clustergateways/" + name + "/proxy" + path;
    }

    private static long count(List<Future<Answer>> answers, int code) {
        return answers.stream()
                .filter(answer -> answer.succeeded() && answer.result().code() == code)
                .count();
    }

    private String gauge(String name, String cluster) {
        String line = "cluster_gateway_member_" + name + "{cluster=\"" + cluster + "\"} ";
        return rig.metrics
                .scrape()
                .lines()
                .filter(text -> text.startsWith(line))
                .map(text -> text.substring(line.length()))
                .findFirst()
                .orElse("");
    }

    private static void pour(HttpServerRequest request, int mebibytes) {
        request.response().setChunked(true);
        pour(request, mebibytes, Buffer.buffer(new byte[1 << 20]));
    }

    private static void pour(HttpServerRequest request, int left, Buffer chunk) {
        if (left == 0) {
            request.response().end();
        } else {
            request.response().write(chunk).onSuccess(written -> pour(request, left - 1, chunk));
        }
    }
}
