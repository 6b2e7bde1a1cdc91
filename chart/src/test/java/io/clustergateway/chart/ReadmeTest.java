package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadmeTest {

    private static final String HEADING = "## Values\n\n";

    /** When it fails, target/values.md holds what should stand there. */
    @Test
    void hasTheTableOfValuesThatSchemaAndDefaultsMake() throws IOException {
        List<String> rows = new ArrayList<>(List.of("| value | default | |", "|---|---|---|"));
        collect(
                "",
                new ObjectMapper().readTree(file("values.schema.json").toFile()),
                new YAMLMapper().readTree(file("values.yaml").toFile()),
                rows);
        String table = String.join("\n", rows) + "\n";
        Files.writeString(file("target").resolve("values.md"), table);

        String readme = Files.readString(file("README.md"));
        assertThat(readme.substring(readme.indexOf(HEADING) + HEADING.length())).isEqualTo(table);
    }

    private static void collect(String path, JsonNode schema, JsonNode defaults, List<String> rows) {
        schema.path("properties").properties().forEach(property -> {
            String name = path + property.getKey();
            JsonNode inner = property.getValue();
            JsonNode value = defaults.path(property.getKey());
            boolean isGroup = inner.has("properties");
            rows.add("| `%s` | %s | %s |".formatted(name, isGroup ? "" : shown(value), description(inner)));
            collect(name + ".", inner, value, rows);
        });
    }

    private static String description(JsonNode schema) {
        String choices = schema.has("enum")
                ? " One of %s.".formatted(String.join(", ", Manifests.texts(schema.path("enum"))))
                : "";
        return schema.path("description").asText().replace("|", "\\|") + choices;
    }

    private static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING -> "";
            case OBJECT -> value.toString().length() > 60 ? "see values.yaml" : "`" + value + "`";
            default -> "`" + value + "`";
        };
    }

    private static Path file(String name) {
        return Manifests.CHART.resolve(name);
    }
}
