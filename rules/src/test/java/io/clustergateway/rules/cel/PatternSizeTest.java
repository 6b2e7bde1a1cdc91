package io.clustergateway.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An estimate has to see what would unfold to gigabytes, and must not refuse what does not. */
final class PatternSizeTest {
    private static final String[] PARTS = {
        "a",
        "b",
        "[a-z]",
        "[^]x{9}]",
        "(",
        ")",
        "|",
        "*",
        "+",
        "?",
        "{3}",
        "{2,5}",
        "{4,}",
        "\\d",
        "\\p{Greek}",
        "\\x{41}",
        "\\Qa{9}\\E",
        "^",
        "$",
        ".",
        "(?:",
        "(?i)",
        "[[:alpha:]]",
        "\\{",
        "{",
        "}"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((((a{100}){100}){100}){100}){100}){100}",
                "((((a{2,1000}){2,1000}){1000,}){0,1000})",
                "([(]{1000}){1000}(([)]{1000}){1000}){1000}",
                "(\\({1000}){1000}",
                "((?:a{1000}){1000}){1000}",
            })
    void seesWhatMustNotBeUnfolded(String pattern) {
        assertThat(PatternSize.estimate(pattern)).isGreaterThan(500_000);
    }

    @Test
    void staysNearTheProgramOfEveryPattern() {
        Random random = new Random(3);
        int compared = 0;
        for (int number = 0; number < 20_000; number++) {
            StringBuilder pattern = new StringBuilder();
            for (int count = random.nextInt(9); count > 0; count--) {
                pattern.append(PARTS[random.nextInt(PARTS.length)]);
            }
            long estimate = PatternSize.estimate(pattern.toString());
            if (estimate > 5_000) {
                continue;
            }
            try {
                int size = Pattern.compile(pattern.toString()).programSize();
                compared++;
                assertThat(estimate)
                        .as(pattern.toString())
                        .isLessThan(2L * size + 20)
                        .isGreaterThan(size / 8L - 5);
            } catch (PatternSyntaxException e) {
                continue;
            }
        }
        assertThat(compared).isGreaterThan(3_000);
    }
}
