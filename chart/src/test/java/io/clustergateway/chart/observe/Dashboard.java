package io.clustergateway.chart.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The chart's dashboard, as Grafana reads it. */
record Dashboard(JsonNode json) {
    static final Path FILE = Path.of("files", "dashboard.json").toAbsolutePath();

    /** A query of a panel. */
    record Query(String panel, String expression) {
        /** The expression as Grafana sends it with everything selected. */
        String ofEverything(String rateInterval) {
            return expression
                    .replaceAll("\\$(namespace|job|member)\\b", ".*")
                    .replace("$__rate_interval", rateInterval);
        }
    }

    static Dashboard read() {
        try {
            return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows and panels, in order. */
    List<JsonNode> elements() {
        return nodes(json.path("panels")).toList();
    }

    List<JsonNode> panels() {
        return elements().stream()
                .filter(element -> !element.path("type").asText().equals("row"))
                .toList();
    }

    List<JsonNode> variables() {
        return nodes(json.at("/templating/list")).toList();
    }

    List<Query> queries() {
        return panels().stream()
                .flatMap(panel -> nodes(panel.path("targets"))
                        .map(target -> new Query(
                                panel.path("title").asText(),
                                target.path("expr").asText())))
                .toList();
    }

    static Stream<JsonNode> nodes(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
