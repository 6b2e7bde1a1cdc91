package io.clustergateway.rules.document.yaml;

import io.clustergateway.rules.Position;
import org.yaml.snakeyaml.reader.StreamReader;

/** Whether a text can be UTF-8 text at all. */
final class Characters {
    /** What decoders put where the bytes are not UTF-8. */
    private static final int REPLACEMENT = 0xFFFD;

    private Characters() {}

    /** Reports the first character that is in order nowhere in YAML, or that stands for broken bytes. */
    static boolean areReadable(TextLines lines, Faults faults) {
        String text = lines.text();
        int index = 0;
        for (int at = 0; at < text.length(); index++) {
            int character = text.codePointAt(at);
            if (character == REPLACEMENT || !StreamReader.isPrintable(character)) {
                faults.error(
                        "BadCharacter",
                        lines.place(index),
                        "character %s (expected: printable UTF-8 text)".formatted(Shown.codePoint(character)));
                return false;
            }
            at += Character.charCount(character);
        }
        return true;
    }

    /** Reports half a surrogate pair, which only an escape can bring into a value and no encoding can carry on. */
    static boolean isWhole(String value, Position at, Faults faults) {
        int half = value.codePoints()
                .filter(character -> Character.getType(character) == Character.SURROGATE)
                .findFirst()
                .orElse(0);
        if (half != 0) {
            faults.error(
                    "BadCharacter",
                    at,
                    "half a character %s (expected: whole surrogate pairs)".formatted(Shown.codePoint(half)));
        }
        return half == 0;
    }
}
