package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing in a text makes the reader throw, hang, or give drafts or places that cannot be. */
final class MutationTest {
    private static final long SEED = 3;
    private static final int MUTANTS = Boolean.getBoolean("soak") ? 2_000_000 : 8_000;
    private static final Path CASES = Path.of("src/test/resources/io/clustergateway/rules/document/cases");
    private static final List<String> PIECES = List.of(
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\r\n",
            "\t",
            "[",
            "]",
            "{",
            "}",
            ",",
            "'",
            "\"",
            "|\n",
            ">-\n",
            "#",
            " #",
            "&a ",
            "*a",
            "!!str ",
            "!<x> ",
            "!",
            "? ",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "<<: ",
            "\\",
            "\\u",
            "\\ud83d",
            "\\U0010FFFF",
            "\0",
            "\uFEFF",
            "😀",
            "\uD83D",
            "\uFFFD",
            "\u2028",
            "\u0085",
            "@",
            "`",
            "~",
            "null",
            "true",
            "1e9",
            "0x1",
            "2147483648",
            "\"\"",
            "source",
            "target",
            "when",
            "extra",
            "user",
            "type",
            "ExternalIdentityExchanger",
            "https://a@b/",
            "shadow: true\n");

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        Random random = new Random(SEED);
        List<String> seeds = seeds();
        for (int i = 0; i < MUTANTS; i++) {
            String mutant = mutant(seeds.get(random.nextInt(seeds.size())), seeds, random);
            try {
                check(mutant, random.nextBoolean() ? Scope.GLOBAL : Scope.MEMBER);
            } catch (RuntimeException | AssertionError e) {
                fail("mutant %d of seed %d:%n%s".formatted(i, SEED, mutant), e);
            }
        }
    }

    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>();
        for (String name : CasesTest.names()) {
            seeds.add(Files.readString(CASES.resolve(name + ".yaml")));
        }
        seeds.add(rules("- name: a\n  when: |\n    x\n  target:\n    user: >\n      folded\n      text\n"));
        seeds.add(rules("- {name: a, when: \"x\\n\\\n  y\", type: PrivilegedIdentityExchanger}\n"));
        return seeds;
    }

    private static String mutant(String seed, List<String> seeds, Random random) {
        StringBuilder mutant = new StringBuilder(seed);
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(mutant.length() + 1);
            int end = Math.min(mutant.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> mutant.delete(at, end);
                case 2 -> mutant.insert(random.nextInt(mutant.length() + 1), mutant.substring(at, end));
                case 3 -> mutant.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                default -> mutant.insert(at, slice(seeds.get(random.nextInt(seeds.size())), random));
            }
        }
        return mutant.toString();
    }

    private static String slice(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        return text.substring(from, Math.min(text.length(), from + random.nextInt(40)));
    }

    private static void check(String text, Scope scope) {
        long start = System.nanoTime();
        Reading reading = new RulesReader(Limits.DEFAULT, false).read(scope, List.of(new RuleSource("f", text)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

        reading.findings().forEach(finding -> checkPlace(finding, text));
        reading.live().rules().forEach(MutationTest::checkShape);
        reading.shadow().ifPresent(shadow -> shadow.rules().forEach(MutationTest::checkShape));
    }

    private static void checkPlace(Finding finding, String text) {
        String[] lines = text.replace("\uFEFF", " ").split("\\r\\n|\\r|\\n", -1);
        assertThat(finding.at().line()).isBetween(1, lines.length);
        String line = lines[finding.at().line() - 1];
        assertThat(finding.at().column()).isBetween(1, line.codePointCount(0, line.length()) + 1);
        assertThat(finding.line()).doesNotContain("\n", "\r", "\0");
        assertThat(finding.toString()).endsWith(finding.excerpt().isEmpty() ? ")" : "^");
    }

    private static void checkShape(RuleDraft draft) {
        assertThat(draft.rule().name()).isNotBlank();
        assertThat(draft.source().isPresent() || draft.when().isPresent()).isTrue();
        assertThat(draft.target().isPresent()).isEqualTo(draft.rule().type() == RuleType.STATIC_MAPPING);
        assertThat(draft.rule().exchanger().isPresent()).isEqualTo(draft.rule().type() == RuleType.EXTERNAL);
        draft.target().ifPresent(target -> {
            assertThat(target.user().isPresent())
                    .isNotEqualTo(target.userExpression().isPresent());
            assertThat(target.groups().isPresent() && target.groupsExpression().isPresent())
                    .isFalse();
            assertThat(target.uid().isPresent() && target.uidExpression().isPresent())
                    .isFalse();
            assertThat(target.extra().isPresent() && target.extraExpression().isPresent())
                    .isFalse();
            target.user().ifPresent(user -> assertThat(user.value()).isNotBlank());
        });
        draft.when().ifPresent(MutationTest::checkPlaces);
    }

    private static void checkPlaces(ScalarText scalar) {
        long lines = scalar.value().chars().filter(c -> c == '\n').count() + 1;
        for (int line = 1; line <= lines + 1; line++) {
            for (int column = 1; column < 40; column += 3) {
                assertThat(scalar.inside(line, column).line())
                        .isGreaterThanOrEqualTo(scalar.at().line());
            }
        }
    }
}
