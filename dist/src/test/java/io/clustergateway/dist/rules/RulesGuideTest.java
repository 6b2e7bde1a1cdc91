package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.Guide;
import io.clustergateway.dist.Guide.Run;
import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/rules.md says what is: its commands print what stands below them, and no fault is left out. */
final class RulesGuideTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path GUIDE = HOME.resolve("docs/rules.md");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)`(?: \\(warning\\))? \\|");
    private static final Pattern IN_CODE = Pattern.compile(
            "(?:error|warning|secretError|fault|wrong|check|warnings\\.add|new [A-Za-z.]+)\\(\\s*\"([A-Z][a-z]+[A-Za-z]*)\"|CODE = \"([A-Za-z]+)\"");

    private static final RulesCompiler COMPILER = new RulesCompiler(Limits.DEFAULT, true);

    @TempDir
    Path dir;

    static List<Run> commands() throws IOException {
        return Guide.runs(GUIDE);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandPrintsWhatStandsBelowIt(Run run) throws Exception {
        Guide.putProgram(dir);
        Path out = dir.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", run.command())
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().merge("PATH", dir.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Guide.stripped(Files.readString(out))).isEqualTo(run.output());
    }

    @Test
    void everyCommandIsShown() throws IOException {
        assertThat(commands().stream().map(run -> run.command().split(" ")[2]))
                .contains("lint", "explain", "test", "diff", "rbac");
    }

    @Test
    void everyFaultIsDocumentedAndNoOther() throws IOException {
        Set<String> inCode = new TreeSet<>();
        for (String sources : List.of(
                "rules/src/main/java",
                "verticles/identity-exchanger/src/main/java/io/clustergateway/identity/reload")) {
            try (Stream<Path> files = Files.walk(HOME.resolve(sources))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> inCode.addAll(codes(IN_CODE, file)));
            }
        }
        Set<String> documented = codes(DOCUMENTED, GUIDE);
        assertThat(documented).containsExactlyElementsOf(inCode);
    }

    static Set<String> expressions() throws IOException {
        String guide = Files.readString(GUIDE);
        String table = guide.substring(guide.indexOf("| | example |"), guide.indexOf("### target"));
        return Pattern.compile("`([^`]+)`")
                .matcher(table)
                .results()
                .map(found -> found.group(1).replace("\\|", "|"))
                .filter(text -> text.contains(" ") || text.contains("("))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void anExampleHolds(String expression) {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"");
        Compilation compilation =
                COMPILER.compile(Scope.GLOBAL, List.of(new RuleSource("guide", """
                {"apiVersion": "cluster.core.oam.dev/v1alpha1", "kind": "ClusterGatewayConfiguration",
                 "spec": {"clientIdentityExchanger": {"rules": [
                   {"name": "one", "type": "PrivilegedIdentityExchanger", "when": "%s"}]}}}
                """.formatted(quoted))));
        assertThat(compilation.findings()).isEmpty();
        Question question = new Question(
                new Identity("alice", Optional.empty(), List.of("team-a"), Map.of("scopes", List.of("x"))),
                new RequestFacts("get", "", "nodes", "", "", "", "/api/v1/nodes"),
                new ClusterFacts("alpha", Map.of("example.com/tier", "gold"), "", ""));
        assertThat(new RulesInForce(Optional.empty(), compilation.rules().orElseThrow()).decide(question))
                .isInstanceOf(Decision.AsCredential.class);
    }

    @Test
    void theLimitsAreThoseOfTheGateway() throws IOException {
        String guide = Files.readString(GUIDE);
        Limits limits = Limits.DEFAULT;
        for (int limit : List.of(
                limits.sourceSize(),
                limits.rules(),
                limits.expressionSize(),
                limits.expressionDepth(),
                limits.comprehensionIterations(),
                limits.expressionWork(),
                limits.regexProgramSize(),
                limits.identitySize(),
                limits.nameSize())) {
            assertThat(guide).containsPattern("\\| [^|]*\\b%s\\b".formatted(String.format(Locale.ROOT, "%,d", limit)));
        }
    }

    private static Set<String> codes(Pattern pattern, Path file) {
        Set<String> codes = new TreeSet<>();
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                codes.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codes;
    }
}
