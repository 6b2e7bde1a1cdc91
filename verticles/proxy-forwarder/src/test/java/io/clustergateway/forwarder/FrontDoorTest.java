package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrontDoorTest {
    private Rig rig;

    @BeforeAll
    void start(@TempDir Path certDir) {
        rig = new Rig(certDir, Map.of(), Map.of("instances", 1)).start();
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @BeforeEach
    void allowEverything() {
        rig.peers.access = question -> Future.succeededFuture(ended(Optional.empty()));
        rig.peers.resources =
                question -> Future.succeededFuture(new ResourceAnswer(200, "application/json", Buffer.buffer("{}")));
        rig.peers.asked.clear();
        rig.peers.read.clear();
    }

    @Test
    void servesDiscoveryToWhoeverIsKnown() {
        Answer answer =
                rig.get("/apis", "accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.header("content-type"))
                .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(answer.header("vary")).isEqualTo("Accept");
        assertThat(answer.header("cache-control")).isEqualTo("public");
        assertThat(rig.peers.asked)
                .singleElement()
                .satisfies(question -> assertThat(question.attributes()).isEmpty());
        Answer again = rig.get(
                "/apis",
                "accept",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                "if-none-match",
                answer.header("etag"));
        assertThat(again.code()).isEqualTo(304);
        assertThat(again.body().length()).isZero();
    }

    @Test
    void refusesDiscoveryToStrangers() {
        rig.peers.access = question -> Future.failedFuture(Failure.unauthorized("Unauthorized"));
        Answer answer = rig.get("/apis");
        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.json().getString("kind")).isEqualTo("Status");
        assertThat(answer.hop()).isEqualTo("hub authentication");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apis", ROOT, "/openapi/v2", "/openapi/v3"})
    void servesItsDescriptionWhileNobodyCanBeAsked(String path) {
        rig.peers.access = question -> Future.failedFuture(Failure.unavailable("down", Hop.HUB_AUTHENTICATION));
        assertThat(rig.get(path).code()).isEqualTo(200);
    }

    @Test
    void answersAnyHashOfOpenApiWithThePresentDocument() {
        String path = "/openapi/v3" + ROOT;
        Answer other = rig.get(path + "?hash=OTHER");
        assertThat(other.code()).isEqualTo(200);
        assertThat(other.header("cache-control")).isEqualTo("public");
        String hash = other.header("etag").replace("\"", "");
        Answer right = rig.get(path + "?hash=" + hash);
        assertThat(right.header("cache-control")).isEqualTo("public, immutable");
        assertThat(right.header("expires")).endsWith("GMT");
    }

    @Test
    void refusesFormsItDoesNotHave() {
        Answer answer = rig.get("/openapi/v2", "accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
        assertThat(answer.code()).isEqualTo(406);
        assertThat(answer.json().getString("reason")).isEqualTo("NotAcceptable");
    }

    @Test
    void handsReadsOfItsResourcesToTheRegistry() {
        rig.peers.resources = question -> Future.succeededFuture(
                new ResourceAnswer(200, "application/json;as=Table", Buffer.buffer("{\"a\":1}")));
        Answer answer =
                rig.get(ROOT + "/clustergateways?limit=5&b=%2F", "accept", "application/json", "user-agent", "x");
        assertThat(answer.header("content-type")).isEqualTo("application/json;as=Table");
        assertThat(answer.header("cache-control")).isEqualTo("no-cache, private");
        assertThat(answer.body().toString()).isEqualTo("{\"a\":1}");
        assertThat(rig.peers.read)
                .containsExactly(new ResourceQuestion("list", "", "limit=5&b=%2F", "application/json", "x"));
        assertThat(rig.peers.asked.get(0).attributes())
                .containsExactly(Attributes.Resource.clusterScoped(
                        "list", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "", ""));
    }

    @Test
    void answersHeadLikeGetWithoutABody() {
        Answer head = Rig.send(rig.client(HttpVersion.HTTP_1_1), HttpMethod.HEAD, ROOT + "/virtualclusters/local");
        assertThat(head.code()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("2");
        assertThat(head.body().length()).isZero();
        assertThat(rig.peers.read.get(0).verb()).isEqualTo("get");
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void refusesHeadWithoutABody(HttpVersion version) {
        HttpClient client = rig.client(version);
        for (String path : List.of("/nowhere", ROOT + "/clustergateways/unknown/proxy/api")) {
            Answer head = Rig.send(client, HttpMethod.HEAD, path);
            assertThat(head.code()).isGreaterThanOrEqualTo(400);
            assertThat(head.body().length()).isZero();
            assertThat(head.header("content-length"))
                    .isEqualTo(String.valueOf(
                            Rig.send(client, HttpMethod.GET, path).body().length()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void servesNoOtherVerbs(String method) {
        Answer answer =
                Rig.send(rig.client(HttpVersion.HTTP_2), HttpMethod.valueOf(method), ROOT + "/clustergateways/m1");
        assertThat(answer.code()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        assertThat(rig.peers.read).isEmpty();
    }

    @Test
    void passesTheRefusalOn() {
        Failure refusal = Failure.forbidden("clustergateways.cluster.core.oam.dev is forbidden", Hop.HUB_AUTHORIZATION)
                .about("cluster.core.oam.dev", "clustergateways", "");
        rig.peers.access = question -> Future.succeededFuture(ended(Optional.of(refusal)));
        Answer answer = rig.get(ROOT + "/clustergateways");
        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.hop()).isEqualTo("hub authorization");
        assertThat(answer.json().getString("message")).isEqualTo("clustergateways.cluster.core.oam.dev is forbidden");
        assertThat(rig.peers.read).isEmpty();
    }

    @Test
    void saysThatTheHubIsSilentAndWhenToComeBack() {
        rig.peers.access = question -> Future.failedFuture(Failure.timeout("silent", Hop.HUB_AUTHORIZATION));
        Answer answer = rig.get(ROOT + "/clustergateways");
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.hop()).isEqualTo("hub authorization");
    }

    @Test
    void answersHealthWithoutAskingAnybody() {
        rig.peers.access = question -> Future.failedFuture(Failure.unauthorized("no"));
        assertThat(rig.get("/livez").body().toString()).isEqualTo("ok");
        Answer ready = rig.get("/readyz?verbose");
        assertThat(ready.code()).isEqualTo(200);
        assertThat(ready.body().toString()).contains("[+]proxy-forwarder ok");
        assertThat(rig.peers.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/version"})
    void asksBeforeItShowsMetricsAndVersion(String path) {
        assertThat(rig.get(path).code()).isEqualTo(200);
        assertThat(rig.peers.asked.get(0).attributes()).containsExactly(new Attributes.NonResource("get", path));
        rig.peers.access = question -> Future.failedFuture(Failure.unauthorized("no"));
        assertThat(rig.get(path).code()).isEqualTo(401);
    }

    @Test
    void knowsNoOtherPaths() {
        Answer answer = rig.get("/api");
        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.json().getString("reason")).isEqualTo("NotFound");
    }

    @Test
    void takesTheAuditIdOverOrMakesOne() {
        assertThat(rig.get("/livez", "audit-id", "0f-Ab_9").header("audit-id")).isEqualTo("0f-Ab_9");
        String made = rig.get("/livez", "audit-id", "x".repeat(65)).header("audit-id");
        assertThat(made).hasSize(36).isNotEqualTo(rig.get("/livez").header("audit-id"));
        assertThat(rig.get("/livez", "audit-id", "a b").header("audit-id")).hasSize(36);
    }

    @Test
    void handsOverTokensAndNoIdentityHeadersOfThoseWithoutCertificate() {
        rig.get("/apis", "authorization", "Bearer abc", "x-remote-user", "admin");
        assertThat(rig.peers.asked.get(0).credentials().bearerToken()).isEqualTo("abc");
        assertThat(rig.peers.asked.get(0).credentials().headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://evil.example/apis HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /apis HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /apis/../livez HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /apis HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void refusesRequestsThatMeanDifferentThingsToDifferentServers(String raw) {
        assertThat(raw(raw)).matches("(?s)HTTP/1.[01] 400 .*");
    }

    @Test
    void takesLongHeadersAndLongRequestLines() {
        assertThat(rig.get("/livez?x=" + "a".repeat(60_000), "x-long", "b".repeat(500_000))
                        .code())
                .isEqualTo(200);
        assertThat(raw("GET /livez?x=" + "a".repeat(200_000) + " HTTP/1.1\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 414 .*");
        assertThat(raw("GET /livez HTTP/1.1\r\nX-Long: " + "a".repeat(1_200_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 431 .*");
    }

    private String raw(String request) {
        AtomicReference<String> seen = new AtomicReference<>("");
        NetClient client = rig.vertx.createNetClient(
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
        client.connect(rig.port(), "127.0.0.1")
                .onSuccess(socket -> {
                    socket.handler(bytes -> seen.updateAndGet(before -> before + bytes));
                    socket.exceptionHandler(error -> {});
                    socket.write(request);
                })
                .timeout(20, TimeUnit.SECONDS)
                .await();
        Awaitility.await().until(() -> seen.get().contains("\r\n"));
        client.close().await();
        return seen.get();
    }

    /** An answer that holds for this one request only, so that tests do not see each other's. */
    private static AccessAnswer ended(Optional<Failure> refusal) {
        return new AccessAnswer(ScriptedPeers.ALICE, refusal, System.nanoTime());
    }
}
