package io.clustergateway.rules.cel;

import io.clustergateway.rules.match.TextTest;
import java.util.List;
import java.util.Optional;

/** Patterns that only spell out a beginning, an end, a part or the whole are compared as texts, which is much faster. */
final class PatternForm {
    private static final String META = "\\.+*?()|[]{}^$";

    private final String pattern;
    private final boolean isBegun;
    private final StringBuilder literal = new StringBuilder();
    private int at;

    private PatternForm(String pattern) {
        this.pattern = pattern;
        this.isBegun = pattern.startsWith("^");
        this.at = isBegun ? 1 : 0;
    }

    /** The test that says what the pattern says, found anywhere in a text. */
    static TextTest of(String pattern, Patterns patterns) {
        return new PatternForm(pattern).simple().orElseGet(() -> new TextTest.Matches(patterns.of(pattern)));
    }

    private Optional<TextTest> simple() {
        while (at < pattern.length() && readLiteral()) {
            continue;
        }
        String text = literal.toString();
        return switch (pattern.substring(at)) {
            case "", ".*" -> Optional.of(isBegun ? new TextTest.StartsWith(text) : new TextTest.Contains(text));
            case "$" -> Optional.of(isBegun ? new TextTest.Is(text) : new TextTest.EndsWith(text));
            case ".*$" -> isBegun && text.indexOf('\n') < 0 ? Optional.of(oneLine(text)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** A dot is anything but a line feed. */
    private static TextTest oneLine(String beginning) {
        return new TextTest.All(
                List.of(new TextTest.StartsWith(beginning), new TextTest.Not(new TextTest.Contains("\n"))));
    }

    private boolean readLiteral() {
        char next = pattern.charAt(at);
        boolean isEscaped = next == '\\' && at + 1 < pattern.length() && META.indexOf(pattern.charAt(at + 1)) >= 0;
        if (isEscaped || META.indexOf(next) < 0) {
            literal.append(isEscaped ? pattern.charAt(at + 1) : next);
            at += isEscaped ? 2 : 1;
            return true;
        }
        return false;
    }
}
