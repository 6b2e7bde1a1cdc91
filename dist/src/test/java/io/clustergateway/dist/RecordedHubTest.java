package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request a real hub was recorded to send, sent again: what the gateway answers and what the member sees. */
@Timeout(120)
final class RecordedHubTest {
    private static final List<String> KEPT = List.of(
            "User-Agent",
            "Accept",
            "Accept-Encoding",
            "Cache-Control",
            "Content-Type",
            "Kubectl-Command",
            "Kubectl-Session",
            "Sec-Websocket-Key",
            "Sec-Websocket-Protocol",
            "Sec-Websocket-Version",
            "X-Stream-Protocol-Version");

    private static PocketRig rig;
    private static PocketClient http2;

    @BeforeAll
    static void start() {
        rig = new PocketRig(PocketRig.Plan.of(Map.of("identity.passing", true)));
        http2 = rig.frontProxy(HttpVersion.HTTP_2);
        rig.member()
                .server()
                .put("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void forget() {
        rig.member().server().forgetRequests();
    }

    static Stream<Recorded> proxied() {
        return Recorded.all().stream().filter(request -> request.isProxied() && !request.isAmbiguous());
    }

    static Stream<Recorded> proxiedWithoutUpgrade() {
        return proxied().filter(request -> !request.isUpgrade());
    }

    static Stream<Recorded> ambiguous() {
        return Recorded.all().stream().filter(Recorded::isAmbiguous);
    }

    static Stream<Recorded> own() {
        return Recorded.all().stream().filter(request -> !request.isProxied());
    }

    @ParameterizedTest
    @MethodSource("proxied")
    void reachesTheMemberOverHttp1(Recorded request) throws Exception {
        try (RawHttp raw = raw()) {
            RawHttp.Response answer = raw.exchange(head(request), request.body().getBytes());
            assertThat(answer.status()).as(answer.text()).isEqualTo(expectedStatus(request));
            assertThat(answer.headers())
                    .containsEntry("audit-id", request.value("Audit-Id"))
                    .doesNotContainKey("x-cluster-gateway-hop");
            if (answer.status() == 101) {
                runsToItsEnd(raw, answer);
            }
        }
        seenByMember(request);
    }

    @ParameterizedTest
    @MethodSource("proxiedWithoutUpgrade")
    void reachesTheMemberOverHttp2(Recorded request) throws Exception {
        PocketClient.Answer answer = overHttp2(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(expectedStatus(request));
        assertThat(answer.headers().getAll("audit-id")).containsExactly(request.value("Audit-Id"));
        assertThat(answer.hop()).isEmpty();
        seenByMember(request);
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void refusesWhatServersReadDifferently(Recorded request) throws Exception {
        try (RawHttp raw = raw()) {
            RawHttp.Response answer = raw.exchange(head(request), new byte[0]);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("x-cluster-gateway-hop", "request");
            assertThat(answer.text()).contains("a segment \\\".\\\" or \\\"..\\\"");
        }
        PocketClient.Answer answer = overHttp2(request);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.hop()).isEqualTo("request");
        assertThat(rig.member().server().requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("own")
    void isAnsweredByTheGatewayItself(Recorded request) throws Exception {
        PocketClient.Answer second = overHttp2(request);
        try (RawHttp raw = raw()) {
            RawHttp.Response first = raw.exchange(head(request), new byte[0]);
            assertThat(first.status()).as(first.text()).isEqualTo(200);
            assertThat(first.headers())
                    .containsEntry("content-type", second.headers().get("content-type"));
            assertThat(new JsonObject(first.text())).isEqualTo(second.json());
        }
        assertThat(second.status()).isEqualTo(200);
        isTheDocumentAskedFor(request, second.headers(), second.json());
        assertThat(rig.member().server().requests()).isEmpty();
    }

    private static void isTheDocumentAskedFor(Recorded request, MultiMap headers, JsonObject document) {
        switch (request.path().split("\\?")[0]) {
            case "/apis" -> {
                assertThat(headers.get("content-type"))
                        .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
                assertThat(document.getString("kind")).isEqualTo("APIGroupDiscoveryList");
                assertThat(document.encode()).contains("clustergateways", "virtualclusters", "vc");
            }
            case PocketRig.RESOURCES -> {
                assertThat(document.getString("kind")).isEqualTo("APIResourceList");
                assertThat(document.getString("groupVersion")).isEqualTo("cluster.core.oam.dev/v1alpha1");
                assertThat(document.encode()).contains("clustergateways/proxy");
            }
            case "/openapi/v2" -> assertThat(document.getString("swagger")).isEqualTo("2.0");
            case "/openapi/v3" ->
                assertThat(document.getJsonObject("paths").fieldNames())
                        .containsExactly("apis/cluster.core.oam.dev/v1alpha1");
            case PocketRig.RESOURCES + "/clustergateways" -> {
                assertThat(document.getString("kind")).isEqualTo("Table");
                assertThat(document.getJsonArray("rows").getJsonObject(0).getJsonArray("cells"))
                        .contains("member", "X509Certificate", "Const");
            }
            default -> throw new AssertionError("nobody knows what to expect of " + request);
        }
    }

    /** What the pocket member itself says to these requests: the recorded bodies are no objects. */
    private static int expectedStatus(Recorded request) {
        if (request.isUpgrade()) {
            return request.method().equals("GET") ? 101 : 400;
        }
        return request.length() == 0 ? 200 : 400;
    }

    private static void runsToItsEnd(RawHttp raw, RawHttp.Response switched) throws Exception {
        assertThat(switched.headers())
                .containsEntry("sec-websocket-protocol", "v5.channel.k8s.io")
                .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        String frames = raw.line(text -> text.contains("ExitCode") && text.contains("127"));
        assertThat(frames).contains("date: not found");
    }

    private static void seenByMember(Recorded request) {
        await().until(() -> rig.member().server().requests().size() == 1);
        SeenRequest seen = rig.member().server().requests().get(0);
        assertThat(seen.method()).isEqualTo(request.method());
        assertThat(seen.uri()).isEqualTo(request.inner());
        assertThat(seen.clientName()).isEqualTo("cluster-gateway");
        assertThat(seen.header("Audit-Id")).containsExactly(request.value("Audit-Id"));
        isTheCaller(request, seen);
        for (String name : KEPT) {
            assertThat(seen.header(name)).as(name).isEqualTo(request.values(name));
        }
        if (!request.isUpgrade()) {
            await().untilAsserted(() -> assertThat(
                            rig.member().server().requests().get(0).body())
                    .isEqualTo(request.body().getBytes()));
        }
    }

    private static void isTheCaller(Recorded request, SeenRequest seen) {
        assertThat(seen.header("Impersonate-User")).isEqualTo(request.values("X-Remote-User"));
        assertThat(seen.header("Impersonate-Group")).isEqualTo(request.values("X-Remote-Group"));
        assertThat(seen.headerNames("impersonate-")).containsOnly("impersonate-user", "impersonate-group");
        for (String prefix : List.of("x-remote-", "x-forwarded-", "forwarded", "authorization", "cookie")) {
            assertThat(seen.headerNames(prefix)).as(prefix).isEmpty();
        }
    }

    private static RawHttp raw() throws Exception {
        return new RawHttp(
                rig.gateway().securePort(),
                rig.servingAuthority().certificate(),
                rig.hub().frontProxyCertificate());
    }

    private static String head(Recorded request) {
        StringBuilder head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
        request.headers().forEach(header -> head.append(header.getKey() + ": " + header.getValue() + "\r\n"));
        return head.append("\r\n").toString();
    }

    private static PocketClient.Answer overHttp2(Recorded request) throws Exception {
        RequestOptions options = http2.request(HttpMethod.valueOf(request.method()), request.path());
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : request.headers()) {
            if (!header.getKey().equals("Host")) {
                headers.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
            }
        }
        Buffer body = request.body();
        return http2.send(options.setHeaders(headers), body).await(20, TimeUnit.SECONDS);
    }
}
