package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Position;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;

/** Random values, written by SnakeYAML in every style: each visible character is found where it stands. */
final class ScalarPlacesTest {
    private static final List<String> PARTS = List.of(
            "a",
            "request.user",
            " ",
            "  ",
            "\n",
            "\n\n",
            " && ",
            "\"",
            "'",
            "\\",
            ":",
            ": ",
            " #",
            "😀",
            "ü",
            "[",
            "日本",
            "-",
            "\t");

    @ParameterizedTest
    @EnumSource(ScalarStyle.class)
    void everyVisibleCharacterIsFoundWhereItStands(ScalarStyle style) {
        Random random = new Random(style.ordinal());
        for (int i = 0; i < 500; i++) {
            String value = value(random);
            DumperOptions options = new DumperOptions();
            options.setDefaultScalarStyle(style);
            options.setAllowUnicode(true);
            options.setWidth(20 + random.nextInt(60));
            String text = rules("- when: " + new Yaml(options).dump(value).replaceAll("\n(?=.)", "\n    "));
            List<RuleDraft> drafts = read(text).live().rules();
            assertThat(drafts).as(text).hasSize(1);
            check(text, drafts.get(0).when().orElseThrow());
        }
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder("x");
        for (int parts = random.nextInt(30); parts > 0; parts--) {
            value.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return value.toString();
    }

    private static void check(String text, ScalarText scalar) {
        String[] lines = text.split("\n", -1);
        String[] values = scalar.value().split("\n", -1);
        for (int line = 1; line <= values.length; line++) {
            int[] characters = values[line - 1].codePoints().toArray();
            for (int column = 1; column <= characters.length; column++) {
                int character = characters[column - 1];
                if (character != ' ' && character != '\t') {
                    Position at = scalar.inside(line, column);
                    int found = lines[at.line() - 1]
                            .codePoints()
                            .skip(at.column() - 1)
                            .findFirst()
                            .orElse(0);
                    boolean isEscape = found == '\\' && scalar.raw().startsWith("\"");
                    assertThat(isEscape || found == character)
                            .as("%s in%n%s", at, text)
                            .isTrue();
                }
            }
        }
    }
}
