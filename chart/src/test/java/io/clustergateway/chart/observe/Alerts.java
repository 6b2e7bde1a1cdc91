package io.clustergateway.chart.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The chart's alerts, and what tries them. */
final class Alerts {
    static final Path FILE = Path.of("files", "alerts.yaml").toAbsolutePath();

    private static final Path TESTS = Path.of("src", "test", "alerts").toAbsolutePath();

    private Alerts() {}

    /** An alert by its fields. */
    record Alert(String name, String expression, String severity, JsonNode annotations) {
        String annotation(String key) {
            return annotations.path(key).asText();
        }
    }

    /** What an alert does at a time of a test. */
    record Expectation(String alert, boolean fires) {}

    static List<Alert> all() {
        return Dashboard.nodes(yaml(FILE).path("groups"))
                .flatMap(group -> Dashboard.nodes(group.path("rules")))
                .map(rule -> new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        rule.at("/labels/severity").asText(),
                        rule.path("annotations")))
                .toList();
    }

    /** The files of promtool's tests. */
    static List<Path> tests() {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Expectation> expectations() {
        return tests().stream()
                .flatMap(file -> Dashboard.nodes(yaml(file).path("tests")))
                .flatMap(test -> Dashboard.nodes(test.path("alert_rule_test")))
                .map(test -> new Expectation(
                        test.path("alertname").asText(),
                        !test.path("exp_alerts").isEmpty()));
    }

    private static JsonNode yaml(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
