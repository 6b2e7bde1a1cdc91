package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dashboards made for the Go program find their series: names, types, labels and every bucket, in both text forms. */
@Timeout(60)
final class GoRegistryTest {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
    private static final Pattern OURS = Pattern.compile("(?m)^# TYPE (ocm_proxy_\\w+) ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private static PocketRig rig;

    @BeforeAll
    static void useEveryMetricOnce() {
        rig = new PocketRig(PocketRig.Plan.of(Map.of()));
        try (PocketClient alice = rig.direct(rig.somebody("alice"), HttpVersion.HTTP_1_1)) {
            alice.get(PocketRig.PROXY + "/api/v1/namespaces");
        }
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", OPEN_METRICS})
    void servesWhatTheGoProgramRegisters(String accept) throws IOException {
        String scrape = scraped(accept);
        List<GoMetric> registered = registered();
        assertThat(names(scrape, accept))
                .containsExactlyInAnyOrderElementsOf(
                        registered.stream().map(GoMetric::name).toList());
        registered.forEach(metric -> assertThat(served(metric, scrape, accept)).isEqualTo(metric));
    }

    private static String scraped(String accept) {
        try (PocketClient admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1)) {
            return admin.get("/metrics", "Accept", accept).body();
        }
    }

    private static List<String> names(String scrape, String accept) {
        return OURS.matcher(scrape)
                .results()
                .map(line -> line.group(1) + (line.group().contains("_seconds") || !isOpen(accept) ? "" : "_total"))
                .toList();
    }

    /** The metric as the first series of it shows it. */
    private static GoMetric served(GoMetric expected, String scrape, String accept) {
        boolean histogram = expected.type().equals("histogram");
        String family =
                histogram || !isOpen(accept) ? expected.name() : expected.name().replaceAll("_total$", "");
        String type = found("# TYPE %s (\\w+)".formatted(family), scrape);
        String sample = expected.name() + (histogram ? "_count" : "");
        String labels = found(sample + "\\{(.*?)}", scrape);
        return new GoMetric(
                expected.name(), type, names(labels), histogram ? bounds(expected.name(), labels, scrape) : List.of());
    }

    private static List<String> names(String labels) {
        return LABEL.matcher(labels)
                .results()
                .map(label -> label.group(1))
                .sorted()
                .toList();
    }

    private static List<String> bounds(String name, String labels, String scrape) {
        return Pattern.compile("(?m)^%s_bucket\\{%s,le=\"([^\"]+)\"}".formatted(name, Pattern.quote(labels)))
                .matcher(scrape)
                .results()
                .map(bucket -> bucket.group(1))
                .toList();
    }

    private static String found(String pattern, String scrape) {
        return Pattern.compile("(?m)^" + pattern)
                .matcher(scrape)
                .results()
                .map((MatchResult line) -> line.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not in\n" + scrape));
    }

    private static boolean isOpen(String accept) {
        return accept.equals(OPEN_METRICS);
    }

    private static List<GoMetric> registered() throws IOException {
        try (InputStream list = GoRegistryTest.class.getResourceAsStream("go-metrics.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(columns -> new GoMetric(
                            columns[0],
                            columns[1],
                            List.of(columns[2].split(",")).stream().sorted().toList(),
                            columns.length > 3 ? List.of(columns[3].split(",")) : List.of()))
                    .collect(Collectors.toList());
        }
    }

    private record GoMetric(String name, String type, List<String> labels, List<String> bounds) {}
}
