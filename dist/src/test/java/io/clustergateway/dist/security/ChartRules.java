package io.clustergateway.dist.security;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The identity rules of a new installation: those of the chart's values. */
final class ChartRules {
    private static final Path VALUES = Path.of("..", "chart", "values.yaml");

    private ChartRules() {}

    /** A file with them, as it would be mounted. */
    static Path file() {
        try (InputStream in = Files.newInputStream(VALUES)) {
            Map<String, Map<String, Map<String, Object>>> values = new Yaml().load(in);
            Path file = Files.createTempFile("chart-rules", ".json");
            return Files.writeString(file, new JsonObject(values.get("rules").get("rules.yaml")).encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
