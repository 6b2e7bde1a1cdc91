package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.lines;
import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rule;
import static io.clustergateway.rules.document.Texts.rules;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Scope;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LimitsTest {
    private static final int MOST =
            Boolean.getBoolean("soak") ? Limits.DEFAULT.sourceSize() : Limits.DEFAULT.sourceSize() / 4;
    private static final Limits SMALL = small(Limits.DEFAULT);

    @Test
    void refusesATextThatIsTooLarge() {
        String text = rules(rule("a"));

        assertThat(read(Scope.GLOBAL, SMALL, text + "#".repeat(600 - text.length()))
                        .findings())
                .isEmpty();
        assertThat(lines(read(Scope.GLOBAL, SMALL, text + "#".repeat(601 - text.length()))))
                .containsExactly(
                        "1.yaml:1:1: error: 601 characters (expected: at most 600, the limit sourceSize) (TextTooLarge)");
    }

    @Test
    void refusesTheFirstRuleTooManyOfAScope() {
        String three = rules(rule("a") + rule("b") + rule("c") + rule("d"));

        assertThat(lines(read(Scope.GLOBAL, SMALL, three)))
                .containsExactly(
                        "1.yaml:8:7: error: rule number 3 (expected: at most 2 in one scope, the limit rules) (TooManyRules)");
        assertThat(read(Scope.GLOBAL, SMALL, three).live().rules()).hasSize(2);
    }

    @Test
    void countsShadowRulesApart() {
        String two = rules(rule("a") + rule("b"));

        assertThat(read(Scope.GLOBAL, SMALL, two, two + "  shadow: true\n").findings())
                .isEmpty();
    }

    @Test
    void countsTheFindingsThatItDoesNotKeep() {
        List<Finding> findings = read(rules("- {}\n".repeat(500))).findings();

        assertThat(findings).hasSize(1001);
        assertThat(findings.get(1000).line())
                .isEqualTo("1.yaml:1:1: error: 500 more faults in this text (shown: the first 1000) (TooManyFindings)");
    }

    @Test
    void warningsDoNotCrowdOutErrors() {
        String all = IntStream.range(0, 1_001)
                .mapToObj("- {name: r%d, type: PrivilegedIdentityExchanger, source: {}}\n"::formatted)
                .collect(joining());

        List<Finding> findings = read(rules(all + "- bad\n")).findings();

        assertThat(findings).hasSize(1002);
        assertThat(findings.get(1000).code()).isEqualTo("WrongKind");
        assertThat(findings.get(1001).line())
                .isEqualTo(
                        "1.yaml:1:1: warning: 1 more warnings in this text (shown: the first 1000) (TooManyFindings)");
    }

    @Test
    void refusesMoreValuesThanMemoryIsMeantFor() {
        assertThat(lines(read("[" + "a,".repeat(1_000_001) + "]")))
                .containsExactly("1.yaml:1:2000000: error: more than 1000000 values (expected: at most 1000000)"
                        + " (TooManyValues)");
    }

    static List<String> monsters() {
        return List.of(
                "[".repeat(MOST),
                "a: {".repeat(MOST / 4),
                " -".repeat(MOST / 2),
                "? ".repeat(MOST / 2),
                "a: b\n".repeat(MOST / 5),
                "{" + "a: b, ".repeat(MOST / 6 - 1) + "}",
                rules("- {}\n").trim() + "\n    - {}".repeat(MOST / 10),
                rules("- 😀").trim() + "\n    - 😀".repeat(MOST / 10),
                "a: " + "1".repeat(MOST - 3),
                "a: \"" + "\\ud83d\\ude00".repeat(MOST / 12 - 1) + "\"",
                rules("- {name: \"" + "x ".repeat(MOST / 2 - 100) + "\\n\"}"),
                rules("- {url: https://" + "a.".repeat(MOST / 2 - 100) + "}"),
                rules("- {timeout: " + "1h".repeat(MOST / 2 - 100) + "}"),
                "a: &a [x]\n" + "b: [*a, *a]\n".repeat(MOST / 12 - 1),
                "--- a\n".repeat(MOST / 6),
                "'".repeat(MOST),
                "#\n".repeat(MOST / 2),
                "a: >\n" + " x\n\n".repeat(MOST / 4 - 2));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("monsters")
    void monstersOfTheLargestSizeTakeSeconds(String monster) {
        assertThat(monster.length()).isLessThanOrEqualTo(MOST);

        Reading reading =
                assertTimeoutPreemptively(Duration.ofSeconds(30), () -> read(Scope.GLOBAL, Limits.DEFAULT, monster));

        assertThat(reading.findings()).anyMatch(Finding::isError).hasSizeLessThanOrEqualTo(2_002);
    }

    private static Limits small(Limits most) {
        return new Limits(
                600,
                2,
                most.expressionSize(),
                most.expressionDepth(),
                most.comprehensionIterations(),
                most.expressionWork(),
                most.regexProgramSize(),
                most.identitySize(),
                most.nameSize());
    }
}
