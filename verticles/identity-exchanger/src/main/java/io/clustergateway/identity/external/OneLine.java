package io.clustergateway.identity.external;

/** A server's words as part of ours: one line, bounded, nothing that steers a terminal or turns text around. */
final class OneLine {
    private static final String CUT = "…";

    private OneLine() {}

    /** At most {@code longest} characters, and a sign where more was. */
    static String of(String text, int longest) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(longest * 4L).forEach(c -> line.appendCodePoint(isPlain(c) ? c : ' '));
        String words = line.toString().strip().replaceAll(" +", " ");
        return words.codePointCount(0, words.length()) <= longest
                ? words
                : words.substring(0, words.offsetByCodePoints(0, longest)) + CUT;
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
