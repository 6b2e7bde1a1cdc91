package io.clustergateway.rules.tools.lint;

/**
 * Whether a pattern says at both ends how a name begins and ends: by an anchor, or by {@code .*} or {@code .+}, which
 * say that anything may stand there. RE2 syntax, read as far as that takes; whatever is not understood counts as open
 * text.
 */
final class Anchors {
    private static final Ends TEXT = new Ends(false, false);
    private static final Ends ANY = new Ends(true, true);

    private final String pattern;
    private int at;
    private boolean multiline;

    private Anchors(String pattern) {
        this.pattern = pattern;
    }

    /** What is said at the beginning, and at the end. */
    private record Ends(boolean start, boolean end) {
        Ends and(Ends other) {
            return new Ends(start && other.start, end && other.end);
        }
    }

    static boolean areAtBothEnds(String pattern) {
        Anchors anchors = new Anchors(pattern);
        Ends ends = anchors.alternatives();
        return ends.start && ends.end && !anchors.multiline && anchors.at == pattern.length();
    }

    /** The same pattern for the whole name: {@code ^(?:a|b)$}. */
    static String added(String pattern) {
        return pattern.contains("|") ? "^(?:%s)$".formatted(pattern) : "^%s$".formatted(strip(pattern));
    }

    private static String strip(String pattern) {
        String from = pattern.startsWith("^") ? pattern.substring(1) : pattern;
        return from.endsWith("$") && !from.endsWith("\\$") ? from.substring(0, from.length() - 1) : from;
    }

    private Ends alternatives() {
        Ends all = sequence();
        while (peek() == '|') {
            at++;
            all = all.and(sequence());
        }
        return all;
    }

    private Ends sequence() {
        boolean isFirst = true;
        Ends all = TEXT;
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            if (isFlags()) {
                continue;
            }
            Ends item = quantified();
            all = new Ends(isFirst ? item.start : all.start, item.end);
            isFirst = false;
        }
        return all;
    }

    /** Passes {@code (?i)} over, which is no text. */
    private boolean isFlags() {
        int end = pattern.indexOf(')', at);
        boolean isFlags = pattern.startsWith("(?", at)
                && end > 0
                && pattern.substring(at + 2, end).matches("[imsU]*(-[imsU]+)?");
        if (isFlags) {
            multiline |= pattern.substring(at, end).contains("m");
            at = end + 1;
        }
        return isFlags;
    }

    private Ends quantified() {
        boolean isAny = peek() == '.';
        Ends item = item();
        char quantifier = peek();
        if (quantifier != '*' && quantifier != '+' && quantifier != '?' && quantifier != '{') {
            return item;
        }
        at = quantifier == '{' ? Math.max(at, pattern.indexOf('}', at)) + 1 : at + 1;
        if (peek() == '?') {
            at++;
        }
        if (isAny && (quantifier == '*' || quantifier == '+')) {
            return ANY;
        }
        return quantifier == '+' ? item : TEXT;
    }

    private Ends item() {
        char c = peek();
        at++;
        return switch (c) {
            case '^' -> new Ends(true, false);
            case '$' -> new Ends(false, true);
            case '\\' -> escape();
            case '[' -> characterClass();
            case '(' -> group();
            default -> TEXT;
        };
    }

    private Ends escape() {
        char c = peek();
        at++;
        if (c == 'Q') {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end + 2;
        } else if (peek() == '{' && (c == 'p' || c == 'P' || c == 'x')) {
            at = Math.max(at, pattern.indexOf('}', at)) + 1;
        }
        return new Ends(c == 'A', c == 'z');
    }

    private Ends characterClass() {
        if (peek() == '^') {
            at++;
        }
        // A bracket that comes first is one of the characters.
        at += peek() == '\\' ? 2 : 1;
        while (at < pattern.length() && peek() != ']') {
            int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at) : -1;
            at = named > 0 ? named + 2 : peek() == '\\' ? at + 2 : at + 1;
        }
        at++;
        return TEXT;
    }

    private Ends group() {
        if (peek() == '?') {
            int named = pattern.indexOf('>', at);
            int colon = pattern.indexOf(':', at);
            boolean isNamed = pattern.startsWith("?P<", at) || pattern.startsWith("?<", at);
            int end = isNamed ? named : colon;
            multiline |= !isNamed && end > 0 && pattern.substring(at, end).contains("m");
            at = Math.max(at, end) + 1;
        }
        Ends inside = alternatives();
        at++;
        return inside;
    }

    private char peek() {
        return at < pattern.length() ? pattern.charAt(at) : '\0';
    }
}
