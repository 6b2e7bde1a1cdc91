package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics say of requests, from the front door to their end. */
final class JourneysTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Pattern CODE = Pattern.compile("code=\"([^\"]*)\"");

    @TempDir
    private Path folder;

    private Rig rig;
    private TestMember member;
    private ClusterTable table;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of("streamGrace", "1s"), Map.of("instances", 1)).start();
        member = new TestMember(rig.vertx);
        table = member.table();
        rig.peers.publish(table);
        await().until(() -> get("good", "/api") == 200);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void countsWhoRefusedARequestAndWhy() {
        get("off", "/api");
        get("broken", "/api");
        get("nobody", "/api");
        rig.get("/nowhere");
        rig.get("/readyz");
        rig.get(ROOT);
        rig.get(ROOT + "/clustergateways");
        rig.get("/a/../b");
        shows("cluster_gateway_requests_total{code=\"200\",hop=\"none\",reason=\"none\",target=\"member\"}");
        shows(
                "cluster_gateway_requests_total{code=\"404\",hop=\"registry\",reason=\"NotFound\",target=\"member\"} 1.0");
        shows(
                "cluster_gateway_requests_total{code=\"503\",hop=\"registry\",reason=\"ClusterOffline\",target=\"member\"} 1.0");
        shows("cluster_gateway_requests_total{code=\"200\",hop=\"none\",reason=\"none\",target=\"operations\"} 1.0");
        shows("cluster_gateway_requests_total{code=\"200\",hop=\"none\",reason=\"none\",target=\"discovery\"} 1.0");
        shows("cluster_gateway_requests_total{code=\"200\",hop=\"none\",reason=\"none\",target=\"resource\"} 1.0");
        shows("cluster_gateway_requests_total{code=\"400\",hop=\"request\",reason=\"BadRequest\",target=\"none\"} 1.0");
        shows("cluster_gateway_requests_in_flight{target=\"member\"} 0.0");
        shows("cluster_gateway_requests_in_flight{target=\"none\"} 0.0");
    }

    @Test
    void tellsWhereTheTimeWentAndWhichAnswersWereKept() {
        get("good", "/api");
        for (String step : new String[] {"access", "identity", "member-connect", "member-first-byte"}) {
            shows("cluster_gateway_request_step_duration_seconds_count{step=\"%s\"}".formatted(step));
        }
        shows("cluster_gateway_answers_total{kind=\"access\",source=\"kept\"}");
        shows("cluster_gateway_answers_total{kind=\"identity\",source=\"kept\"}");
        shows("cluster_gateway_request_duration_seconds_bucket{hop=\"none\",target=\"member\",le=\"0.001\"}");
        shows("cluster_gateway_client_connections{protocol=\"http/1.1\"}");
        shows("cluster_gateway_member_connections{protocol=\"h2\"} 1.0");
        shows("cluster_gateway_member_connections_opened_total{protocol=\"h2\"} 1.0");
    }

    @Test
    void countsAStreamAsLongAsItIsOpen() {
        member.answer = request -> request.response().setChunked(true).write("{}");
        HttpClient client = rig.client(HttpVersion.HTTP_2);
        var response = client.request(HttpMethod.GET, proxied("good", "/api/v1/pods?watch=true"))
                .compose(request -> request.send())
                .timeout(20, TimeUnit.SECONDS)
                .await();
        shows("cluster_gateway_streams_open{kind=\"watch\"} 1.0");
        response.request().reset();
        shows("cluster_gateway_streams_open{kind=\"watch\"} 0.0");
        // The first of each is the set-up's.
        shows("ocm_proxy_proxied_requests_by_cluster_total{cluster=\"good\",code=\"200\"} 2.0");
        assertThat(rig.metrics.scrape())
                .contains("cluster_gateway_member_request_duration_seconds_count{cluster=\"good\"} 1\n");
    }

    @Test
    void takesTheSeriesOfAMemberAwayWithTheMember() {
        get("good", "/api/v1/pods");
        shows("ocm_proxy_proxied_requests_by_cluster_total{cluster=\"good\",code=\"200\"}");
        shows("cluster_gateway_member_request_duration_seconds_count{cluster=\"good\"} 2");
        shows("cluster_gateway_member_requests_limit{cluster=\"good\"}");
        rig.peers.publish(table.without("good", "9"));
        await().until(() -> !rig.metrics.scrape().contains("cluster=\"good\""));
    }

    /* Whoever runs a pod behind the member chooses the code of its answers. */
    @Test
    void countsCodesThatHttpDoesNotKnowByTheirClass() {
        member.answer = request -> request.response()
                .setStatusCode(Integer.parseInt(request.getParam("code")))
                .end();
        for (int code : new int[] {200, 404, 451, 507, 299, 419, 520, 599, 600, 777, 999}) {
            assertThat(get("good", "/api/v1/namespaces/n/pods/p/proxy/?code=" + code))
                    .isEqualTo(code);
        }
        await().untilAsserted(() -> assertThat(codes("ocm_proxy_proxied_requests_by_cluster_total"))
                .containsExactlyInAnyOrder("200", "404", "451", "507", "2xx", "4xx", "5xx", "other"));
        for (String metric : new String[] {
            "ocm_proxy_proxied_resource_requests_by_resource_total",
            "ocm_proxy_proxied_request_duration_seconds_count",
            "cluster_gateway_requests_total"
        }) {
            assertThat(codes(metric))
                    .as(metric)
                    .contains("200", "507", "5xx", "other")
                    .doesNotContain("520", "777");
        }
        shows("ocm_proxy_proxied_requests_by_cluster_total{cluster=\"good\",code=\"5xx\"} 2.0");
        rig.peers.publish(table.without("good", "9"));
        await().until(() -> !rig.metrics.scrape().contains("cluster=\"good\""));
    }

    @Test
    void givesTheCallersTraceAsAnExemplarToWhoAsksForOpenMetrics() {
        HttpClient client = rig.client(HttpVersion.HTTP_1_1);
        Rig.send(
                client, HttpMethod.GET, proxied("good", "/api"), "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        await().untilAsserted(() -> {
            Rig.Answer open = Rig.send(
                    client, HttpMethod.GET, "/metrics", "accept", "application/openmetrics-text;version=1.0.0;q=0.5");
            assertThat(open.header("content-type")).startsWith("application/openmetrics-text");
            assertThat(open.body().toString())
                    .contains("trace_id=\"" + TRACE + "\"")
                    .endsWith("# EOF\n");
        });
        Rig.Answer text = Rig.send(client, HttpMethod.GET, "/metrics", "accept", "text/plain");
        assertThat(text.header("content-type")).startsWith("text/plain");
        assertThat(text.body().toString()).doesNotContain(TRACE);
    }

    private void shows(String line) {
        await().untilAsserted(() -> assertThat(rig.metrics.scrape()).contains(line));
    }

    private Set<String> codes(String metric) {
        return rig.metrics
                .scrape()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .map(CODE::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toSet());
    }

    private int get(String name, String path) {
        return rig.get(proxied(name, path)).code();
    }

    private static String proxied(String name, String path) {
        return ROOT + "/clustergateways/" + name + "/proxy" + path;
    }
}
