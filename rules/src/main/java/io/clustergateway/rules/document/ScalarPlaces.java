package io.clustergateway.rules.document;

import io.clustergateway.rules.Position;

/**
 * Places in a scalar's value → places in the text. Folding and indentation only change blanks, so the nth visible
 * character of the value is the nth visible one of the text, whatever the style; escapes count as the one they mean.
 */
final class ScalarPlaces {
    private final String value;
    private final Position at;
    private final RawScalar raw;

    ScalarPlaces(ScalarText scalar) {
        value = scalar.value();
        at = scalar.at();
        // Only a plain scalar on one line is its own value; whatever it begins with is then no quote.
        raw = new RawScalar(scalar.raw(), scalar.raw().equals(scalar.value()));
    }

    Position inside(int line, int column) {
        int offset = offset(line, column);
        int before = visible(value, offset);
        if (visible(value, value.length()) != raw.visible()) {
            return at;
        }
        if (offset < value.length() && !RawScalar.isBlank(value.codePointAt(offset))) {
            return place(raw.start(before));
        }
        return place(Math.min(raw.end(before) + blanksBefore(offset), raw.lineEnd(raw.end(before))));
    }

    private int offset(int line, int column) {
        int start = 0;
        for (int at = 1; at < line; at++) {
            int end = value.indexOf('\n', start);
            if (end < 0) {
                return value.length();
            }
            start = end + 1;
        }
        int end = value.indexOf('\n', start);
        int most = value.codePointCount(start, end < 0 ? value.length() : end);
        return value.offsetByCodePoints(start, Math.max(0, Math.min(column - 1, most)));
    }

    private int blanksBefore(int offset) {
        int from = offset;
        while (from > 0 && RawScalar.isBlank(value.charAt(from - 1))) {
            from--;
        }
        return offset - from;
    }

    private static int visible(String text, int end) {
        return (int) text.codePoints()
                .limit(text.codePointCount(0, end))
                .filter(c -> !RawScalar.isBlank(c))
                .count();
    }

    private Position place(int index) {
        String before = raw.text().substring(0, index);
        String[] lines = before.split("\\r\\n|\\r|\\n", -1);
        String last = lines[lines.length - 1];
        int column = last.codePointCount(0, last.length()) + (lines.length == 1 ? at.column() : 1);
        return new Position(at.source(), at.line() + lines.length - 1, column);
    }
}
