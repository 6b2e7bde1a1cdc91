package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place of the {@code @} in the value is that of the {@code @} in the text, whatever the style. */
final class ScalarTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "when: a @ b",
                "when:     a @ b   # comment @@",
                "when: größe 😀 日本 @",
                "when: a\n   b @\n\n     c",
                "when: a\n   b\n\n     @ c",
                "when: 'a @ b'",
                "when: 'it''s 😀 ''@'''",
                "when: '  a\n   b\n\n   @'",
                "when: \"a @ b\"",
                "when: \"\\\"\\x41\\u00e4\\ud83d\\ude00\\U0001F600\\t\\n\\/\\\\ @\"",
                "when: \"a \\\n   b\\\n   \\ @\"",
                "when: \"a\n\n\n   @ b\"",
                "when: |\n  a\n  @ b",
                "when: |\n  a\n\n    @ b\n\n",
                "when: |2- # comment\n     a\n   @ b",
                "when: |+\n\n\n  a 😀 @\n\n",
                "when: >\n  a\n  b @",
                "when: >-\n  a\n  b\n\n   c\n  d @",
                "when: &a 'x @'",
                "when: !!str &a # comment @@\n  x @",
                "when: !!str |\n  x\n  @",
                "\"when\": [\"@\"]",
                "? when\n: a @",
            })
    void findsThePlaceInTheText(String field) {
        String text = rules("- name: x\n" + field.replace("[\"@\"]", "\"@\"").indent(2));
        ScalarText when = read(text).live().rules().get(0).when().orElseThrow();

        assertThat(inside(when, when.value().indexOf('@'))).isEqualTo(place(text, mark(text)));
    }

    @Test
    void findsTheEndOfAValueBehindItsLastCharacter() {
        String text = rules("- when: 'request.user +'\n");
        ScalarText when = read(text).live().rules().get(0).when().orElseThrow();

        assertThat(when.inside(1, 15)).hasToString("1.yaml:6:28");
        assertThat(when.inside(1, 99)).hasToString("1.yaml:6:28");
        assertThat(when.inside(9, 1)).hasToString("1.yaml:6:28");
        assertThat(when.inside(1, 1)).hasToString("1.yaml:6:14");
        assertThat(when.inside(0, -5)).hasToString("1.yaml:6:14");
        assertThat(when.at()).hasToString("1.yaml:6:13");
    }

    @Test
    void findsABlankBetweenWords() {
        String text = rules("- when: |\n    a   b  c\n    d\n");
        ScalarText when = read(text).live().rules().get(0).when().orElseThrow();

        assertThat(when.inside(1, 3)).hasToString("1.yaml:7:11");
        assertThat(when.inside(2, 1)).hasToString("1.yaml:8:9");
        assertThat(when.inside(2, 2)).hasToString("1.yaml:8:10");
    }

    @Test
    void fallsBackToTheScalarItselfWhereTextAndValueDiffer() {
        Position at = new Position("a", 3, 4);

        assertThat(new ScalarText("abc", at, "'ab'").inside(1, 2)).isEqualTo(at);
        assertThat(ScalarText.plain("\"a\\", at).inside(1, 2)).hasToString("a:3:5");
    }

    private static Position inside(ScalarText scalar, int index) {
        String before = scalar.value().substring(0, index);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int start = before.lastIndexOf('\n') + 1;
        return scalar.inside(line, before.codePointCount(start, before.length()) + 1);
    }

    /** The last one that stands alone. */
    private static int mark(String text) {
        return text.replace("@@", "..").indexOf('@');
    }

    private static Position place(String text, int index) {
        String before = text.substring(0, index);
        int start = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position("1.yaml", line, before.codePointCount(start, index) + 1);
    }
}
