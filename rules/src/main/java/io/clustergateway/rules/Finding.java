package io.clustergateway.rules;

import java.util.Locale;

/**
 * Something wrong or doubtful in a rule text.
 *
 * @param code CamelCase and stable, {@code UnknownField} for one; programs match on it
 * @param message what, the offending value and what was expected, one line
 * @param excerpt the line it is in, without its end; empty when there is none
 */
public record Finding(Severity severity, String code, Position at, String message, String excerpt) {
    /** Characters of a line, about. */
    private static final int SHOWN = 120;

    /** An error keeps the whole text from taking effect, a warning does not. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** An error. */
    public static Finding error(String code, Position at, String message, String excerpt) {
        return new Finding(Severity.ERROR, code, at, message, excerpt);
    }

    /** A warning. */
    public static Finding warning(String code, Position at, String message, String excerpt) {
        return new Finding(Severity.WARNING, code, at, message, excerpt);
    }

    /** Whether the text cannot take effect because of it. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: error: message (Code)}, one line. */
    public String line() {
        return "%s: %s: %s (%s)".formatted(at, severity.name().toLowerCase(Locale.ROOT), message, code);
    }

    /** {@link #line}, and below it the line of the text with a caret under the place; of a long line the part around it. */
    @Override
    public String toString() {
        if (excerpt.isEmpty()) {
            return line();
        }
        int length = excerpt.codePointCount(0, excerpt.length());
        int caret = Math.max(0, Math.min(at.column() - 1, length));
        int from = caret < SHOWN ? 0 : caret - SHOWN / 2;
        int to = Math.min(length, Math.max(from + SHOWN, caret + SHOWN / 2));
        String before = (from > 0 ? "…" : "") + part(from, caret);
        String after = part(caret, to) + (to < length ? "…" : "");
        return "%s%n | %s%s%n | %s^".formatted(line(), before, after, before.replaceAll("[^\\t]", " "));
    }

    private String part(int from, int to) {
        int start = excerpt.offsetByCodePoints(0, from);
        return excerpt.substring(start, excerpt.offsetByCodePoints(start, to - from));
    }
}
