package io.clustergateway.chart.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Grafana would not say until somebody looks. */
final class DashboardTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)}?");
    private static final int WIDTH = 24;

    private final Dashboard dashboard = Dashboard.read();

    @Test
    void isOfASchemaThatCurrentGrafanaReads() {
        assertThat(dashboard.json().path("schemaVersion").asInt()).isBetween(39, 41);
        assertThat(dashboard.json().path("uid").asText()).isEqualTo("cluster-gateway");
        assertThat(dashboard.json().has("id")).as("Grafana gives it").isFalse();
        assertThat(ids()).doesNotHaveDuplicates();
        assertThat(dashboard.panels())
                .extracting(panel -> panel.path("title").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void hasEachPanelSayItsUnitAndItsSource() {
        assertThat(dashboard.panels()).hasSizeGreaterThan(50).allSatisfy(panel -> {
            String title = panel.path("title").asText();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(title)
                    .isNotEmpty();
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            assertThat(Dashboard.nodes(panel.path("targets"))
                            .map(target -> target.path("refId").asText()))
                    .as(title)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void putsNoPanelUponAnother() {
        List<JsonNode> elements = dashboard.elements();
        for (int i = 0; i < elements.size(); i++) {
            JsonNode place = elements.get(i).path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(WIDTH);
            for (JsonNode earlier : elements.subList(0, i)) {
                assertThat(overlap(place, earlier.path("gridPos")))
                        .as("%s and %s", elements.get(i).path("title"), earlier.path("title"))
                        .isFalse();
            }
        }
    }

    @Test
    void usesTheVariablesThatItHas() {
        Set<String> known = dashboard.variables().stream()
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
        Set<String> used = VARIABLE.matcher(dashboard.json().toString())
                .results()
                .map(variable -> variable.group(1))
                .filter(name -> !name.startsWith("__"))
                .collect(Collectors.toSet());
        assertThat(used).isEqualTo(known);
    }

    /** Others in the same Prometheus have metrics of the JVM and of audit logs as well. */
    @Test
    void asksForMetricsOfTheSelectedReplicasOnly() {
        assertThat(dashboard.queries())
                .allSatisfy(
                        query -> MetricNames.usedIn(query.expression())
                                .forEach(
                                        metric -> assertThat(query.expression())
                                                .as(query.panel())
                                                .doesNotContainPattern(
                                                        metric
                                                                + "(_bucket|_sum|_count)?\\b(?!\\{namespace=~\"\\$namespace\", job=~\"\\$job\")")));
    }

    @Test
    void namesMetricsThatThereAre() {
        assertThat(dashboard.queries())
                .allSatisfy(query -> assertThat(MetricNames.usedIn(query.expression()))
                        .as(query.panel())
                        .isNotEmpty()
                        .isSubsetOf(MetricNames.documented()));
        assertThat(dashboard.variables().stream()
                        .flatMap(variable ->
                                MetricNames.usedIn(variable.path("definition").asText()).stream()))
                .isNotEmpty()
                .isSubsetOf(MetricNames.documented());
    }

    private List<Integer> ids() {
        return dashboard.elements().stream()
                .map(element -> element.path("id").asInt())
                .toList();
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String size) {
        int start = one.path(from).asInt();
        int otherStart = other.path(from).asInt();
        return start < otherStart + other.path(size).asInt()
                && otherStart < start + one.path(size).asInt();
    }
}
