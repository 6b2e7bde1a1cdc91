package io.clustergateway.chart.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.clustergateway.chart.observe.Dashboard.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every expression of dashboard and alerts on a real Prometheus that scrapes real replicas under load. */
@Timeout(180)
@ExtendWith(PrometheusAssets.class)
final class QueriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String RATE_INTERVAL = "10s";

    /** What finds nothing here, by a part of the expression, and why. */
    private static final Map<String, String> NOTHING = Map.of(
            "cluster_gateway_identity_exchange_", "no rule asks an external exchanger",
            "cluster_gateway_module_restarts_total", "no module dies",
            "cluster_gateway_trace_spans_total", "tracing is off");

    @TempDir
    static Path folder;

    private static ObservedGateway gateway;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() throws IOException {
        gateway = new ObservedGateway(folder);
        prometheus = Prometheus.start(folder, EVERY, gateway.managementPorts());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void eachPanelHasSomethingToShow() {
        List<Query> queries = Dashboard.read().queries();
        List<Query> expected =
                queries.stream().filter(query -> !isExpectedEmpty(query)).toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(expected)
                        .filteredOn(query -> !findsSomething(query))
                        .isEmpty());
        assertThat(queries).filteredOn(QueriesTest::isExpectedEmpty).noneMatch(QueriesTest::findsSomething);
    }

    @Test
    void eachAlertCanBeEvaluatedAndThoseOfWhatIsWrongBegin() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.alerts())
                        .contains(
                                "ClusterGatewayMemberUnhealthy gamma",
                                "ClusterGatewayMemberErrors gamma",
                                "ClusterGatewayCircuitOpen gamma",
                                "ClusterGatewayMemberSecretsUnusable",
                                "ClusterGatewayRulesFail")
                        .doesNotContain(
                                "ClusterGatewayRulesDiffer", "ClusterGatewayMembersDiffer", "ClusterGatewayAbsent"));
        assertThat(prometheus.rules())
                .hasSameSizeAs(Alerts.all())
                .allSatisfy(rule ->
                        assertThat(rule.getString("health")).as(rule.encode()).isEqualTo("ok"));
    }

    @Test
    void eachQueryOfTheRunbooksCanBeAsked() {
        assertThat(Pages.promql()).hasSizeGreaterThan(25).allSatisfy(query -> {
            assertThat(MetricNames.usedIn(query)).as(query).isNotEmpty();
            assertThatCode(() -> prometheus.values(query)).as(query).doesNotThrowAnyException();
        });
    }

    private static boolean isExpectedEmpty(Query query) {
        return NOTHING.keySet().stream().anyMatch(query.expression()::contains);
    }

    private static boolean findsSomething(Query query) {
        return prometheus.values(query.ofEverything(RATE_INTERVAL)).stream().anyMatch(value -> !value.isNaN());
    }
}
