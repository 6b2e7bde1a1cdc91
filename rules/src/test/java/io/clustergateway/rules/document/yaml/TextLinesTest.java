package io.clustergateway.rules.document.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.RuleSource;
import org.junit.jupiter.api.Test;

final class TextLinesTest {
    @Test
    void linesEndAsEditorsSeeThem() {
        TextLines lines = lines("a\nb\r\nc\rd\u2028e\u0085f\n");

        assertThat(lines.place(0)).hasToString("f:1:1");
        assertThat(lines.place(1)).hasToString("f:1:2");
        assertThat(lines.place(2)).hasToString("f:2:1");
        assertThat(lines.place(5)).hasToString("f:3:1");
        assertThat(lines.place(9)).hasToString("f:4:3");
        assertThat(lines.excerpt(2)).isEqualTo("b");
        assertThat(lines.excerpt(4)).isEqualTo("d\u2028e\u0085f");
    }

    @Test
    void placesBehindTheEndAreTheEnd() {
        assertThat(lines("ab").place(9)).hasToString("f:1:3");
        assertThat(lines("ab\n").place(9)).hasToString("f:2:1");
        assertThat(lines("ab\n").excerpt(2)).isEmpty();
        assertThat(lines("ab\n").excerpt(7)).isEmpty();
        assertThat(lines("").place(0)).hasToString("f:1:1");
        assertThat(lines("").excerpt(1)).isEmpty();
    }

    @Test
    void countsCharactersHoweverManyUnitsTheyTake() {
        TextLines lines = lines("\uFEFF" + "😀".repeat(1_000) + "x😀y\n😀z");

        assertThat(lines.place(1_000)).hasToString("f:1:1001");
        assertThat(lines.between(1_000, 1_003)).isEqualTo("x😀y");
        assertThat(lines.between(1_004, 1_006)).isEqualTo("😀z");
        assertThat(lines.place(1_005)).hasToString("f:2:2");
    }

    private static TextLines lines(String text) {
        return new TextLines(new RuleSource("f", text));
    }
}
