package io.clustergateway.chart.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages about watching, and the PromQL that they have people ask. */
final class Pages {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path RUNBOOKS = ROOT.resolve("docs/runbooks");

    /** A line of its own in a block of commands, or the second column of the table in docs/observe.md. */
    private static final Pattern PROMQL = Pattern.compile(
            "(?m)^(?: {4}|\\| [a-z ,]+ \\| `)((?:[a-z_]+\\(|sum by|max by|cluster_gateway_).*?)(?:`.*)?$");

    private Pages() {}

    static List<Path> runbooks() {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            return pages.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> promql() {
        return Stream.concat(Stream.of(ROOT.resolve("docs/observe.md")), runbooks().stream())
                .flatMap(page -> PROMQL.matcher(text(page)).results())
                .map(query -> query.group(1))
                .toList();
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
