package io.clustergateway.chart.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chart.observe.Alerts.Alert;
import io.clustergateway.chart.observe.Alerts.Expectation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each alert says what somebody who is woken by it needs. */
final class AlertsTest {
    private static final String INDEX = "README.md";

    private final List<Alert> alerts = Alerts.all();

    @Test
    void saysHowBadItIsWhatItIsAndWhere() {
        assertThat(alerts).hasSizeGreaterThan(25).allSatisfy(alert -> {
            assertThat(alert.name()).startsWith("ClusterGateway");
            assertThat(alert.severity()).as(alert.name()).isIn("critical", "warning", "info");
            assertThat(alert.annotation("summary"))
                    .as(alert.name())
                    .endsWith(".")
                    .doesNotContain("{{");
            assertThat(alert.annotation("description")).as(alert.name()).endsWith(".");
        });
        assertThat(alerts).extracting(Alert::name).doesNotHaveDuplicates();
    }

    @Test
    void hasARunbookThatNamesIt() {
        assertThat(alerts).allSatisfy(alert -> {
            Path runbook = Pages.ROOT.resolve(alert.annotation("runbook_url"));
            assertThat(runbook).as(alert.name()).exists().hasParent(Pages.RUNBOOKS);
            assertThat(Pages.text(runbook))
                    .contains("## %s\n\n%s, ".formatted(alert.name(), alert.severity()), "`" + alert.expression() + "`")
                    .contains("**Means**", "**See**", "**Mend**");
        });
    }

    @Test
    void leavesNoRunbookWithoutAnAlert() {
        assertThat(Pages.runbooks())
                .extracting(page -> "docs/runbooks/" + page.getFileName())
                .filteredOn(page -> !page.endsWith(INDEX))
                .allMatch(page -> alerts.stream()
                        .anyMatch(alert -> alert.annotation("runbook_url").equals(page)));
        assertThat(Pages.text(Pages.RUNBOOKS.resolve(INDEX)))
                .contains(alerts.stream()
                        .map(alert -> "| [%s](%s) | %s | "
                                .formatted(
                                        alert.name(),
                                        alert.annotation("runbook_url").replace("docs/runbooks/", ""),
                                        alert.severity()))
                        .toList());
    }

    @Test
    void isTriedBothWaysByPromtool() {
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(Alerts.expectations())
                        .contains(new Expectation(alert.name(), true), new Expectation(alert.name(), false)));
        assertThat(Alerts.expectations().map(Expectation::alert))
                .isSubsetOf(alerts.stream().map(Alert::name).toList());
    }

    @Test
    void namesMetricsThatThereAre() {
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(MetricNames.usedIn(alert.expression()))
                        .as(alert.name())
                        .isNotEmpty()
                        .isSubsetOf(MetricNames.documented()));
    }
}
