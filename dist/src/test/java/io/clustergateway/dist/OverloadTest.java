package io.clustergateway.dist;

import static io.clustergateway.dist.PocketRig.MEMBER;
import static io.clustergateway.dist.PocketRig.PROXY;
import static io.clustergateway.dist.PocketRig.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential.ClientCertificate;
import io.clustergateway.testkit.pocket.User;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole gateway under more than it can do: whoever is well-behaved is served meanwhile, and memory stays bounded. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class OverloadTest {
    private static final String HELD = "/held";
    private static final long MIB = 1 << 20;

    /** Half of requestsPerMemberLeast: what came before may have been slow enough to lower the adaptive limit to that. */
    private static final int LEAST_SHARE = 8;

    private static PocketRig rig;
    private static PocketClient other;

    private final List<HttpClient> clients = new ArrayList<>();
    private final AtomicInteger atMember = new AtomicInteger();
    private final AtomicInteger mostAtMember = new AtomicInteger();

    @BeforeAll
    static void start() {
        rig = new PocketRig(PocketRig.Plan.of(Map.of(
                "forwarder.limits.queueWait", "1s",
                "forwarder.limits.stall", "5s",
                "serving.headerTimeout", "10s")));
        other = rig.direct(rig.somebody("bob", User.MASTERS), HttpVersion.HTTP_2);
    }

    @AfterAll
    static void stop() {
        other.close();
        rig.close();
    }

    @AfterEach
    void unhold() {
        rig.member().server().unhandle(HELD);
        clients.forEach(client -> client.close().await());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> other.get(PROXY + "/version").status() == 200);
    }

    @Test
    void servesOthersWhileOneCallerHasTenThousandRequestsUnderWay() {
        hold();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger other429 = new AtomicInteger();
        Map<String, Integer> lost = new ConcurrentHashMap<>();
        HttpClient flood = http2("alice", 20);
        for (int i = 0; i < 10_000; i++) {
            get(flood, PROXY + HELD)
                    .onSuccess(answer -> (answer.status() == 429 ? refused : other429).incrementAndGet())
                    .onFailure(cut -> lost.merge(String.valueOf(cut), 1, Integer::sum));
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(refused.get()).as("%s", lost).isGreaterThanOrEqualTo(9000));

        assertThat(other.get(PROXY + "/version").status()).isEqualTo(200);
        assertThat(other.get(RESOURCES + "/clustergateways").status()).isEqualTo(200);
        assertThat(mostAtMember).hasValueLessThanOrEqualTo(200);
        assertThat(other429).hasValue(0);
    }

    @Test
    void servesOtherMembersOfACallerWhoseRequestsHangAtAFrozenOne() {
        rig.join("healthy");
        hold();
        PocketClient alice = rig.direct(rig.somebody("alice", User.MASTERS), HttpVersion.HTTP_2);
        String healthy = PROXY.replace("/" + MEMBER + "/", "/healthy/");
        await().until(() -> alice.get(healthy + "/version").status() == 200);
        HttpClient flood = http2("alice", 4);
        for (int i = 0; i < 1000; i++) {
            get(flood, PROXY + HELD);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> atMember.get() >= LEAST_SHARE);

        for (int i = 0; i < 20; i++) {
            assertThat(alice.get(healthy + "/version").status()).isEqualTo(200);
        }
        alice.close();
    }

    @Test
    void boundsTenThousandRapidResets() {
        hold();
        HttpClient attacker = http2("mallory", 1);
        AtomicBoolean closed = new AtomicBoolean();
        for (int i = 0; i < 10_000; i++) {
            attacker.request(options(PROXY + HELD)).onSuccess(request -> {
                HttpConnection connection = request.connection();
                connection.closeHandler(gone -> closed.set(true));
                connection.goAwayHandler(gone -> closed.set(true));
                request.sendHead().onComplete(sent -> request.reset(8));
            });
        }

        await().atMost(Duration.ofSeconds(60)).untilTrue(closed);
        assertThat(mostAtMember).hasValueLessThanOrEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> atMember.get() == 0);
        assertThat(other.get(PROXY + "/version").status()).isEqualTo(200);
    }

    @Test
    void answersWhileTwoThousandSocketsSendTheirHeadsSlowlyAndEndsThemAll() {
        NetClient net = rig.clients()
                .createNetClient(
                        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
        AtomicInteger open = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 2000; i++) {
            net.connect(rig.gateway().securePort(), "127.0.0.1")
                    .onSuccess(socket -> {
                        open.incrementAndGet();
                        socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
                        long drip = rig.clients().setPeriodic(500, id -> socket.write("a"));
                        socket.closeHandler(gone -> {
                            rig.clients().cancelTimer(drip);
                            ended.incrementAndGet();
                        });
                    })
                    .onFailure(shut -> refused.incrementAndGet());
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> open.get() + refused.get() == 2000);

        try (PocketClient fresh = rig.direct(rig.somebody("carol", User.MASTERS), HttpVersion.HTTP_1_1)) {
            assertThat(fresh.get(PROXY + "/version").status()).isEqualTo(200);
        }
        assertThat(open).hasValueGreaterThan(1500);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(ended).hasValue(open.get()));
        net.close().await();
    }

    @Test
    void endsAKeptConnectionWhoseNextHeadComesSlowlyAsSoonAsANewOne() throws Exception {
        try (RawHttp raw = raw("alice")) {
            String get = "GET " + PROXY + "/version HTTP/1.1\r\nHost: x\r\n";
            assertThat(raw.exchange(get + "\r\n", new byte[0]).status()).isEqualTo(200);
            raw.send(get + "X-Slow: ", new byte[0]);
            long began = System.nanoTime();
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            raw.send("a", new byte[0]);
                            return raw.isClosed();
                        } catch (IOException gone) {
                            return true;
                        }
                    });
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(28));
        }
    }

    @Test
    void holdsNextToNothingOfABigAnswerForAReaderOfOneByteASecondAndCutsIt() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        rig.member().server().handle(HELD, request -> {
            request.response().closeHandler(gone -> ended.set(true));
            pour(request, 1024);
        });
        long before = used();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (RawHttp reader = raw("alice")) {
            reader.send("GET " + PROXY + HELD + " HTTP/1.1\r\nHost: x\r\n\r\n", new byte[0]);
            AtomicInteger bytes = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> bytes.addAndGet(reader.skip(1)), 0, 1, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(20)).until(() -> bytes.get() >= 4);

            for (int i = 0; i < 20; i++) {
                assertThat(other.get(PROXY + "/version").status()).isEqualTo(200);
            }
            assertThat(used() - before).isLessThan(64 * MIB);
            assertThat(bytes).hasValueLessThan(20);
            await().atMost(Duration.ofSeconds(30)).untilTrue(ended);
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void takesOtherPoolsAndConnectionLimitsInTheMidstOfAFlood() {
        hold();
        Set<HttpConnection> ways = ConcurrentHashMap.newKeySet();
        rig.member().server().handle("/way", request -> {
            ways.add(request.connection());
            request.response().end();
        });
        assertThat(other.get(PROXY + "/way").status()).isEqualTo(200);
        String before = metrics();
        HttpClient flood = http2("alice", 4);
        AtomicInteger lost = new AtomicInteger();
        for (int i = 0; i < 2000; i++) {
            get(flood, PROXY + HELD).onFailure(cut -> lost.incrementAndGet());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> atMember.get() >= LEAST_SHARE);
        int inFlight = atMember.get();
        PocketRig.write(rig.config(), """
                forwarder: {limits: {requestsPerMember: 80}}
                members: {http1Connections: 7, http2Connections: 2, connectionWaitQueue: 8}
                serving: {http2MaxStreamsPerConnection: 50, idleTimeout: 80s, http2Turn: 2ms}
                """);
        await().atMost(Duration.ofSeconds(30)).until(() -> !reloads(metrics()).equals(reloads(before)));

        assertThat(other.get("/readyz?verbose").body()).doesNotContain("config-restart", "idleTimeout");
        assertThat(other.get(PROXY + "/way").status()).isEqualTo(200);
        assertThat(other.get(PROXY + "/way").status()).isEqualTo(200);
        assertThat(ways).hasSizeGreaterThan(1);
        assertThat(atMember.get()).isGreaterThanOrEqualTo(inFlight);
        assertThat(lost).hasValue(0);
        HttpClientRequest fresh =
                http2("carol", 1).request(options(PROXY + "/way")).await();
        await().until(() -> fresh.connection().remoteSettings().getMaxConcurrentStreams() == 50);
        fresh.send().await();
        PocketRig.write(rig.config(), "forwarder: {limits: {}}\n");
    }

    @Test
    void takesOtherLimitsFromTheFollowedFileAndKeepsThemFromAWrongOne() {
        hold();
        PocketRig.write(rig.config(), "forwarder: {limits: {streamsPerCaller: 1, guaranteed: 0}}\n");
        HttpClient alice = http2("alice", 2);
        String watch = PROXY + "/api/v1/pods?watch=true";
        AtomicInteger refused = new AtomicInteger();
        await().untilAsserted(() -> {
            alice.request(options(watch))
                    .compose(request -> request.send()
                            .onSuccess(response -> refused.addAndGet(response.statusCode() == 429 ? 1 : 0)));
            assertThat(refused).hasPositiveValue();
        });

        PocketRig.write(rig.config(), "forwarder: {limits: {streamsPerCaller: -1}}\n");
        await().until(() -> metrics().contains("reloads_total{status=\"failure\"} 1.0"));
        int before = refused.get();
        alice.request(options(watch))
                .compose(request ->
                        request.send().onSuccess(response -> refused.addAndGet(response.statusCode() == 429 ? 1 : 0)));
        await().until(() -> refused.get() == before + 1);
        String wrong = reloads(metrics());
        PocketRig.write(rig.config(), "forwarder: {limits: {}}\n");
        await().until(() -> !reloads(metrics()).equals(wrong));
    }

    private static RawHttp raw(String user) throws IOException {
        Issued issued = ((ClientCertificate) rig.somebody(user, User.MASTERS)).issued();
        return new RawHttp(rig.gateway().securePort(), rig.servingAuthority().certificate(), issued);
    }

    private static String reloads(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("cluster_gateway_config_automatic_reloads_total{status=\"success\"}"))
                .findFirst()
                .orElseThrow();
    }

    private static String metrics() {
        return other.get("/metrics").body();
    }

    /** What comes to the member there stays, until its client leaves. */
    private void hold() {
        rig.member().server().handle(HELD, request -> {
            mostAtMember.accumulateAndGet(atMember.incrementAndGet(), Math::max);
            request.response().closeHandler(left -> atMember.decrementAndGet());
        });
    }

    private HttpClient http2(String user, int connections) {
        HttpClient client =
                rig.clients().createHttpClient(http(rig, user), new PoolOptions().setHttp2MaxSize(connections));
        clients.add(client);
        return client;
    }

    /** HTTP/2, as one of the hub's masters. */
    static HttpClientOptions http(PocketRig rig, String user) {
        Issued issued = ((ClientCertificate) rig.somebody(user, User.MASTERS)).issued();
        return new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(rig.gateway().securePort())
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(issued.certificatePem()))
                        .addKeyValue(Buffer.buffer(issued.keyPem())));
    }

    private static RequestOptions options(String target) {
        return new RequestOptions().setMethod(HttpMethod.GET).setURI(target);
    }

    private static Future<Answer> get(HttpClient client, String target) {
        return client.request(options(target))
                .compose(request -> request.send()
                        .compose(response -> response.body()
                                .map(body -> new Answer(response.statusCode(), response.headers(), body.toString()))));
    }

    static void pour(HttpServerRequest request, int mebibytes) {
        request.response().setChunked(true);
        pour(request, mebibytes, Buffer.buffer(new byte[(int) MIB]));
    }

    private static void pour(HttpServerRequest request, int left, Buffer chunk) {
        if (left == 0) {
            request.response().end();
        } else {
            request.response().write(chunk).onSuccess(written -> pour(request, left - 1, chunk));
        }
    }

    /** Heap after a collection, and netty's memory outside it. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory()
                - Runtime.getRuntime().freeMemory()
                + PlatformDependent.usedDirectMemory();
    }
}
