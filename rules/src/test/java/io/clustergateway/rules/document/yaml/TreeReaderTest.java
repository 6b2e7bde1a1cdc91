package io.clustergateway.rules.document.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.RuleSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TreeReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a|text",
                "1.2.3.4|text",
                "2026-01-02|text",
                "12:30|text",
                "y|text",
                "0o|text",
                "e1|text",
                ".|text",
                "'1'|text",
                "\"true\"|text",
                "!!str 1|text",
                "! 1|text",
                "!!str|text",
                "''|text",
                "1_a|text",
                "1|a number",
                "-1|a number",
                "+1.5e-3|a number",
                ".5|a number",
                "1_000|a number",
                "010|a number",
                "0x1F|a number",
                "0o17|a number",
                "0b11|a number",
                ".inf|a number",
                "-.INF|a number",
                ".NaN|a number",
                "true|a boolean",
                "No|a boolean",
                "OFF|a boolean",
                "~|nothing",
                "null|nothing",
                "NULL|nothing",
                "&a|nothing"
            })
    void tellsTextFromWhatOtherProgramsReadAsSomethingElse(String scalar, String kind) {
        assertThat(only("- " + scalar).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"a\\/b\"|a/b", "\"\\\\/\\/\"|\\//", "'a\\/b'|a\\/b", "a\\/b|a\\/b", "\"\\ue000\"|\uE000"})
    void readsTheEscapedSlashOfJson(String scalar, String value) {
        assertThat(only("- [" + scalar + ", \"\\/\"]"))
                .isInstanceOfSatisfying(
                        Node.Items.class,
                        items -> assertThat(((Node.Scalar) items.nodes().get(0)).value())
                                .isEqualTo(value));
    }

    private static Node only(String text) {
        TextLines lines = new TextLines(new RuleSource("f", text));
        Faults faults = new Faults(lines);
        List<Node> documents = TreeReader.read(lines, faults);
        assertThat(faults.inOrder()).isEmpty();
        return ((Node.Items) documents.get(0)).nodes().get(0);
    }
}
