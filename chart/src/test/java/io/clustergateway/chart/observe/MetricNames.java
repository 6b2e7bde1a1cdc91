package io.clustergateway.chart.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of metrics, in PromQL and in docs/metrics.md, which a test of dist holds to the code. */
final class MetricNames {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md").toAbsolutePath();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+)\\|");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    /** Names in PromQL; a name there that is none of these is a label, a function or a variable. */
    private static final Pattern USED =
            Pattern.compile("\\b((?:cluster_gateway|ocm_proxy|apiserver|process|jvm|logback)_[a-z_]+)\\b");

    private MetricNames() {}

    static Set<String> documented() {
        try {
            return ROW.matcher(Files.readString(PAGE))
                    .results()
                    .flatMap(row -> NAME.matcher(row.group(1)).results())
                    .map(name -> name.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the suffixes of a histogram's series. */
    static Set<String> usedIn(String promql) {
        return USED.matcher(promql)
                .results()
                .map(name -> name.group(1).replaceAll("_(bucket|sum|count)$", ""))
                .collect(Collectors.toSet());
    }
}
