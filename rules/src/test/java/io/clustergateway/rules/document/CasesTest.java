package io.clustergateway.rules.document;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code cases/NAME.yaml} gives exactly what {@code cases/NAME.findings} says, caret and all. */
final class CasesTest {
    private static final Path CASES = Path.of("src/test/resources/io/clustergateway/rules/document/cases");
    private static final Pattern REPORTED =
            Pattern.compile("(?:rror|arning|fault|check|Unreadable|severity,)\\(?\\s*\"([A-Z][A-Za-z]+)\",");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void findsExactlyTheseFaults(String name) throws IOException {
        String text = Files.readString(CASES.resolve(name + ".yaml"));

        List<Finding> findings = new RulesReader(Limits.DEFAULT, true)
                .read(Scope.GLOBAL, List.of(new RuleSource("rules.yaml", text)))
                .findings();

        assertThat(findings.stream().map(finding -> finding + "\n").collect(joining()))
                .isEqualTo(Files.readString(CASES.resolve(name + ".findings")));
    }

    @Test
    void hasACaseForEveryCode() throws IOException {
        String tests = texts(CASES, ".findings") + texts(Path.of("src/test/java"), "Test.java");

        assertThat(codes())
                .hasSizeGreaterThan(30)
                .allSatisfy(code -> assertThat(tests).contains("(" + code + ")"));
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        REPORTED.matcher(texts(Path.of("src/main/java/io/clustergateway/rules/document"), ".java"))
                .results()
                .forEach(found -> codes.add(found.group(1)));
        return codes;
    }

    private static String texts(Path folder, String end) throws IOException {
        StringBuilder texts = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(end)).toList()) {
                texts.append(Files.readString(file));
            }
        }
        return texts.toString();
    }
}
