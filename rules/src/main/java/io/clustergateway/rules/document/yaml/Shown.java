package io.clustergateway.rules.document.yaml;

/** Values of a text as they stand in messages: one line, short, nothing invisible. */
public final class Shown {
    private static final int MOST = 60;
    private static final int MOST_OF_SENTENCE = 200;

    private Shown() {}

    /** The value, cut and escaped where needed; {@code ""} for an empty one. */
    public static String value(String value) {
        if (value.isEmpty()) {
            return "\"\"";
        }
        return cut(value, MOST);
    }

    /** Words of a library, cut and escaped where needed. */
    static String sentence(String words) {
        return cut(words, MOST_OF_SENTENCE);
    }

    /** {@code U+000A} and the like. */
    public static String codePoint(int character) {
        return "U+%04X".formatted(character);
    }

    private static String cut(String text, int most) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(most).forEach(character -> append(shown, character));
        if (text.codePointCount(0, text.length()) > most) {
            shown.append('…');
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int character) {
        switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                shown.append('<').append(codePoint(character)).append('>');
            default -> shown.appendCodePoint(character);
        }
    }
}
