package io.clustergateway.chart.observe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Prometheus and promtool, for tests that run them. On a machine without them the class is skipped; with
 * {@code REQUIRE_PROMETHEUS=true} in the environment that is a failure.
 */
final class PrometheusAssets implements ExecutionCondition {
    private static final String MISSING =
            "no prometheus and promtool in %s: run build/prometheus-assets.sh, or set PROMETHEUS_ASSETS to a folder that has them";

    static Path prometheus() {
        return folder().resolve("prometheus");
    }

    static Path promtool() {
        return folder().resolve("promtool");
    }

    /** Of its pages; only Debian's package as build/prometheus-assets.sh unpacks it has them apart. */
    static Path pages() {
        return folder().resolve("debian/usr/share/prometheus/web");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Files.isExecutable(prometheus()) && Files.isExecutable(promtool())) {
            return ConditionEvaluationResult.enabled("prometheus and promtool are in " + folder());
        }
        String reason = MISSING.formatted(folder());
        if (Boolean.parseBoolean(System.getenv("REQUIRE_PROMETHEUS"))) {
            throw new IllegalStateException("REQUIRE_PROMETHEUS=true, but " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    /** The same rule as in build/prometheus-assets.sh. */
    private static Path folder() {
        return variable("PROMETHEUS_ASSETS")
                .map(Path::of)
                .orElseGet(() -> variable("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("cluster-gateway")
                        .resolve("prometheus"));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
