package io.clustergateway.rules.document.yaml;

/** Tags and anchors, which stand before a value. */
final class Properties {
    private Properties() {}

    /** How many chars of it are not yet the scalar itself: {@code &a !!str 'x'} gives 9. */
    static int length(String scalar) {
        int at = 0;
        while (at < scalar.length() && (scalar.charAt(at) == '&' || scalar.charAt(at) == '!')) {
            at = blanks(scalar, word(scalar, at));
        }
        return at;
    }

    private static int word(String text, int from) {
        int at = from;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == '#')) {
            at = text.charAt(at) == '#' ? lineEnd(text, at) : at + 1;
        }
        return at;
    }

    private static int lineEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }
}
