package io.clustergateway.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.match.TextTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatternFormTest {
    private static final String[] PARTS = {
        "^", "$", ".*", "a", "b", "-", "\\.", "\\$", ".", "a*", "(a)", "[ab]", "\\", "\n", "😀", "{2}", "|", "\\-",
        "ab", "+"
    };

    private final Patterns patterns = new Patterns(Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    ^alice$ => Is
                    ^a\\.b\\$$ => Is
                    ^team- => StartsWith
                    ^team-.* => StartsWith
                    ^team-.*$ => All
                    -admin$ => EndsWith
                    admin => Contains
                    ext-.* => Contains
                    ^a.b$ => Matches
                    ^ab*$ => Matches
                    ^a|b$ => Matches
                    (?i)a => Matches
                    \\d => Matches
                    """)
    void plainPatternsAreComparedAsTexts(String pattern, String form) {
        assertThat(PatternForm.of(pattern, patterns).getClass().getSimpleName()).isEqualTo(form);
    }

    @Test
    void everyFormSaysWhatRe2Says() {
        Random random = new Random(7);
        int plain = 0;
        for (int number = 0; number < 20_000; number++) {
            String pattern = some(random, 5);
            Pattern wanted;
            try {
                wanted = Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                continue;
            }
            TextTest form = PatternForm.of(pattern, patterns);
            plain += form instanceof TextTest.Matches ? 0 : 1;
            for (int times = 0; times < 8; times++) {
                String text = some(random, 4).replace("\\", "");
                assertThat(form.holds(text))
                        .as("%s on %s", pattern, text)
                        .isEqualTo(wanted.matcher(text).find());
            }
        }
        assertThat(plain).isGreaterThan(1_000);
    }

    private static String some(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }
}
