package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request is one trace, from its caller through the gateway to the member. */
@Timeout(90)
final class TracedRequestTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ANOTHER = "0af7651916cd43dd8448eb211c80319c";
    private static final String TOKEN = "token-of-somebody";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + CALLERS_SPAN + "-01";
    private static final String PODS = PocketRig.PROXY + "/api/v1/namespaces/secret-place/pods?token=query-canary";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private PocketRig rig;

    @AfterEach
    void stop() {
        rig.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d", "127.0.0.1:%d"})
    void joinsCallerGatewayAndMemberInOneTrace(String endpoint) {
        Collector collector = new Collector(vertx);
        start(endpoint.formatted(collector.port()));
        get("traceparent", PARENT, "tracestate", "vendor=1", "baggage", "a=b");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> named(collector, "GET member").size() == 1);
        Span request = named(collector, "GET member").get(0);
        assertThat(hex(request.getParentSpanId())).isEqualTo(CALLERS_SPAN);
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        Span member = named(collector, "GET").get(0);
        assertThat(member.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(List.of(
                        member,
                        named(collector, "access").get(0),
                        named(collector, "identity").get(0)))
                .allSatisfy(part -> {
                    assertThat(part.getParentSpanId()).isEqualTo(request.getSpanId());
                    assertThat(part.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
                });
        assertThat(collector.spans)
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
        assertThat(seenByMember("traceparent")).containsExactly("00-" + TRACE + "-" + hex(member.getSpanId()) + "-01");
        assertThat(seenByMember("tracestate")).containsExactly("vendor=1");
        assertThat(seenByMember("baggage")).containsExactly("a=b");
        assertThat(request.toString())
                .contains("cluster_gateway.member", PocketRig.MEMBER, "k8s.resource", "pods", "audit.id");
        assertThat(collector.spans.toString()).doesNotContain("user-canary", "query-canary", "secret-place", "Bearer");
        assertThat(rig.gateway().scrape()).contains("cluster_gateway_trace_spans_total{result=\"exported\"}");
    }

    @Test
    void theHubIsAskedAsAPartOfTheTraceAndLearnsOfTheCallersWishOnceItSaidWhoTheyAre() {
        Collector collector = new Collector(vertx);
        start("http://127.0.0.1:" + collector.port());
        rig.hub().server().forgetRequests();
        try (PocketClient client = rig.stranger()) {
            String[] traced = {"traceparent", PARENT, "Authorization", "Bearer " + TOKEN};
            assertThat(client.get(PODS, traced).status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> named(collector, "GET member").size() == 1);
        String access = TRACE + "-" + hex(named(collector, "access").get(0).getSpanId());
        assertThat(seenByHub("tokenreviews")).containsExactly("00-" + access + "-00");
        assertThat(seenByHub("subjectaccessreviews")).containsExactly("00-" + access + "-01");
    }

    @Test
    void theHubIsNotToldOfTracesWithoutTracing() {
        start("");
        rig.hub().server().forgetRequests();
        try (PocketClient client = rig.direct(rig.somebody("user-canary"), HttpVersion.HTTP_1_1)) {
            assertThat(client.get(PODS, "traceparent", PARENT).status()).isEqualTo(200);
        }
        assertThat(rig.hub().server().requests())
                .filteredOn(request -> request.uri().endsWith("subjectaccessreviews"))
                .hasSize(1);
        assertThat(seenByHub("subjectaccessreviews")).isEmpty();
    }

    @Test
    void strangersHaveNothingTraced() {
        Collector collector = new Collector(vertx);
        start("http://127.0.0.1:" + collector.port());
        rig.hub().server().forgetRequests();
        try (PocketClient client = rig.stranger()) {
            assertThat(client.get(PODS, "traceparent", PARENT).status()).isEqualTo(200);
            String[] unknown = {"traceparent", PARENT, "Authorization", "Bearer nobodys"};
            assertThat(client.get(PODS, unknown).status()).isEqualTo(401);
        }
        assertThat(seenByMember("traceparent"))
                .singleElement()
                .satisfies(header ->
                        assertThat(header).startsWith("00-" + TRACE + "-").endsWith("-00"));
        assertThat(seenByHub("tokenreviews")).singleElement().asString().endsWith("-00");
        assertThat(seenByHub("subjectaccessreviews")).singleElement().asString().endsWith("-00");
        get("traceparent", PARENT.replace(TRACE, ANOTHER));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !named(collector, "GET member").isEmpty());
        assertThat(collector.spans)
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(ANOTHER));
    }

    @Test
    void whoeverWasKnownOnAConnectionHasARefusalTraced() {
        Collector collector = new Collector(vertx);
        start("http://127.0.0.1:" + collector.port());
        rig.hub().server().forgetRequests();
        try (PocketClient client = rig.stranger()) {
            String[] known = {"Authorization", "Bearer " + TOKEN};
            assertThat(client.get(PODS, known).status()).isEqualTo(200);
            String[] unknown = {"traceparent", PARENT, "Authorization", "Bearer nobodys"};
            assertThat(client.get(PODS, unknown).status()).isEqualTo(401);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> named(collector, "GET member").size() == 1);
        assertThat(seenByHub("tokenreviews")).last().asString().endsWith("-01");
    }

    @Test
    void leavesTheCallersTraceAsItIsWithoutTracing() {
        start("");
        get("traceparent", PARENT, "tracestate", "vendor=1");
        assertThat(seenByMember("traceparent")).containsExactly(PARENT);
        assertThat(seenByMember("tracestate")).containsExactly("vendor=1");
    }

    @Test
    void recordsNothingOfACallerWhoTracesNothing() {
        Collector collector = new Collector(vertx);
        start("http://127.0.0.1:" + collector.port());
        get("traceparent", "00-" + TRACE + "-" + CALLERS_SPAN + "-00");
        assertThat(seenByMember("traceparent"))
                .allSatisfy(header ->
                        assertThat(header).startsWith("00-" + TRACE + "-").endsWith("-00"));
        get("traceparent", PARENT);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !named(collector, "GET member").isEmpty());
        assertThat(named(collector, "GET member")).hasSize(1);
    }

    @Test
    void servesOnAndSaysSoWhileNobodyTakesTheSpans() {
        start("http://127.0.0.1:1");
        get("traceparent", PARENT);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rig.gateway()
                        .scrape()
                        .lines()
                        .anyMatch(line -> line.startsWith("cluster_gateway_trace_spans_total{result=\"failed\"}")
                                && !line.endsWith(" 0.0")));
        get();
    }

    private void start(String endpoint) {
        if (endpoint.isEmpty()) {
            rig = new PocketRig(plan(Map.of("identity.passing", true)));
            return;
        }
        Path file = folder.resolve("tracing.yaml");
        PocketRig.write(
                file,
                "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: TracingConfiguration\nendpoint: " + endpoint
                        + "\n");
        rig = new PocketRig(plan(Map.of("identity.passing", true, "tracing.configFile", file.toString())));
    }

    private static PocketRig.Plan plan(Map<String, Object> settings) {
        PocketOptions hub = everythingTo("hub-ca").withToken(TOKEN, User.of("user-canary", "some"));
        return new PocketRig.Plan(hub, everythingTo("member-ca"), settings);
    }

    /** Strangers as well. */
    private static PocketOptions everythingTo(String authority) {
        return PocketOptions.create(authority).withAuthorizer((user, attributes) -> true);
    }

    private void get(String... headers) {
        Credential somebody = rig.somebody("user-canary", "system:masters");
        try (PocketClient client = rig.direct(somebody, HttpVersion.HTTP_1_1)) {
            assertThat(client.get(PODS, headers).status()).isEqualTo(200);
        }
    }

    private List<String> seenByMember(String header) {
        return rig.member().server().requests().stream()
                .filter(request -> request.uri().contains("/pods"))
                .flatMap(request -> request.header(header).stream())
                .toList();
    }

    private List<String> seenByHub(String reviews) {
        return rig.hub().server().requests().stream()
                .filter(request -> request.uri().endsWith(reviews))
                .flatMap(request -> request.header("traceparent").stream())
                .toList();
    }

    private static List<Span> named(Collector collector, String name) {
        return collector.spans.stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
