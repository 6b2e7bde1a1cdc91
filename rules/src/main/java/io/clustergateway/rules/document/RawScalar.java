package io.clustergateway.rules.document;

import java.util.Arrays;

/** A scalar as it stands in a text: where each of its visible characters is. Indexes count chars of it. */
final class RawScalar {
    private static final String BLANK_ESCAPES = "0abtnvfre N_LP \t\n\r";

    private final String text;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int visible;

    RawScalar(String text, boolean isPlain) {
        this.text = text;
        char style = isPlain || text.isEmpty() ? ' ' : text.charAt(0);
        int at = bodyStart(style);
        int end = style == '\'' || style == '"' ? text.length() - 1 : text.length();
        ends[0] = at;
        while (at < end) {
            at = unit(at, style);
        }
    }

    String text() {
        return text;
    }

    /** How many there are. */
    int visible() {
        return visible;
    }

    /** Index of the nth one, from 0. */
    int start(int n) {
        return starts[n];
    }

    /** Index behind the first n ones; of the body's start for none. */
    int end(int n) {
        return ends[n];
    }

    /** Index of the end of the line that an index is in. */
    int lineEnd(int index) {
        int at = index;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    static boolean isBlank(int character) {
        return character <= ' '
                || character == 0x85
                || character == 0xA0
                || character == 0x2028
                || character == 0x2029
                || Character.getType(character) == Character.SURROGATE;
    }

    private int bodyStart(char style) {
        return switch (style) {
            case '\'', '"' -> 1;
            case '|', '>' -> lineEnd(0);
            default -> 0;
        };
    }

    private int unit(int at, char style) {
        int character = text.codePointAt(at);
        if (style == '"' && character == '\\') {
            return escape(at);
        }
        int end = at + Character.charCount(character);
        if (style == '\'' && character == '\'') {
            end++;
        }
        if (!isBlank(character)) {
            add(at, end);
        }
        return end;
    }

    private int escape(int at) {
        char kind = text.charAt(at + 1);
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        int end = at + 2 + digits;
        if (digits > 0) {
            int character = Integer.parseUnsignedInt(text, at + 2, end, 16);
            // A pair of surrogates is one character: the first half stands for it, the second is passed over.
            if (character >>> 10 == 0xD800 >>> 10 || !isBlank(character)) {
                add(at, end);
            }
        } else if (BLANK_ESCAPES.indexOf(kind) < 0) {
            add(at, end);
        }
        return end;
    }

    private void add(int start, int end) {
        if (visible + 1 == ends.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        starts[visible++] = start;
        ends[visible] = end;
    }
}
