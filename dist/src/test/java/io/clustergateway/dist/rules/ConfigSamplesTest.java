package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.tools.RuleBook;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.cases.CaseSet;
import io.clustergateway.rules.tools.cases.CasesReader;
import io.clustergateway.rules.tools.cases.TestCase;
import io.clustergateway.rules.tools.lint.Linter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples are in order, do what their cases say, and none is without one. */
final class ConfigSamplesTest {
    static final Path SAMPLES = Path.of("../config-samples");
    private static final Path CASES = SAMPLES.resolve("rules-test.yaml");

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleHasNoErrors(Path sample) {
        List<RuleSource> texts = TextFiles.read(List.of(sample.toString()));
        assertThat(new Linter(true).lint(texts, Set.of()).errors()).isZero();
        assertThat(RuleBook.of(new RulesCompiler(Limits.DEFAULT, true), RuleTexts.of(texts))
                        .errors())
                .isEmpty();
    }

    @Test
    void theCasesPass() {
        Cli tested = Cli.run("test", CASES.toString());
        assertThat(tested.out()).doesNotContain("FAIL").contains("PASS: ");
        assertThat(tested.exit()).isZero();
    }

    @Test
    void everySampleHasACase() throws IOException {
        Set<String> covered =
                sets().stream().flatMap(set -> set.rules().stream()).collect(Collectors.toCollection(TreeSet::new));
        covered.add(CASES.getFileName().toString());
        assertThat(samples().stream().map(sample -> sample.getFileName().toString()))
                .containsExactlyElementsOf(covered);
    }

    @Test
    void everyRuleOfASampleDecidesSomeCase() {
        for (CaseSet set : sets()) {
            RuleBook book = new Books().compile(TextFiles.read(SAMPLES, set.rules()));
            RuleBook asked = set.shadow() ? book.inShadow() : book;
            Set<String> deciding = set.cases().stream()
                    .flatMap(test -> asked.at(test.member()).decide(question(asked, test)).rule().stream())
                    .map(Rule::name)
                    .collect(Collectors.toSet());
            Set<String> own = Stream.concat(Stream.of(asked.global()), asked.members().values().stream())
                    .flatMap(rules -> rules.rules().stream())
                    .filter(rule -> !rule.at().source().endsWith("rules-basic.yaml")
                            || set.rules().size() == 1)
                    .map(Rule::name)
                    .collect(Collectors.toSet());
            assertThat(deciding).as(String.join(", ", set.rules())).containsAll(own);
        }
    }

    private static Question question(RuleBook book, TestCase test) {
        return new Question(
                test.caller(),
                Requests.facts(test.request()),
                test.facts().orElseGet(() -> book.factsOf(test.member())));
    }

    private static List<CaseSet> sets() {
        CasesReader.Cases cases = CasesReader.read(TextFiles.file(CASES.toString()));
        assertThat(cases.findings()).isEmpty();
        return cases.sets();
    }
}
