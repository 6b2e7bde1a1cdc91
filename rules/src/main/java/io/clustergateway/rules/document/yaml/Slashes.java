package io.clustergateway.rules.document.yaml;

/**
 * JSON and YAML 1.2 let a slash be escaped in double quotes, SnakeYAML does not. The backslash of each {@code \/} becomes a
 * character that the text has not, so that nothing moves, and is mended in the values.
 */
final class Slashes {
    private static final char MARK = '\uE000';

    private Slashes() {}

    /** The text as SnakeYAML takes it. */
    static String hidden(String text) {
        if (!text.contains("\\/") || text.indexOf(MARK) >= 0) {
            return text;
        }
        StringBuilder hidden = new StringBuilder(text);
        int at = text.indexOf('\\');
        while (at >= 0 && at + 1 < text.length()) {
            if (text.charAt(at + 1) == '/') {
                hidden.setCharAt(at, MARK);
            }
            // What follows a backslash never begins another escape.
            at = text.indexOf('\\', at + 2);
        }
        return hidden.toString();
    }

    /**
     * A value of such a text as it was meant.
     *
     * @param raw the scalar as it stands in the true text
     */
    static String restored(String value, String raw) {
        if (!raw.contains("\\/") || raw.indexOf(MARK) >= 0) {
            return value;
        }
        return raw.startsWith("\"") ? value.replace(String.valueOf(MARK), "") : value.replace(MARK, '\\');
    }
}
