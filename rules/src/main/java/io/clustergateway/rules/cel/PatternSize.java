package io.clustergateway.rules.cel;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many instructions a pattern unfolds to, estimated without unfolding it. It reads repetitions, groups, classes and
 * escapes and nothing else; a text that is no pattern gets some number, and RE2 says what is wrong with it.
 */
final class PatternSize {
    private static final long MOST = Integer.MAX_VALUE;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long group;
    private long atom;
    private int at;

    private PatternSize(String text) {
        this.text = text;
    }

    /** About the program's size: near enough to refuse what must not be compiled, and never far above it. */
    static long estimate(String text) {
        return new PatternSize(text).read();
    }

    private long read() {
        while (at < text.length()) {
            char next = text.charAt(at++);
            switch (next) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> open();
                case ')' -> close();
                case '{' -> repeat();
                default -> begin("*+?|^$".indexOf(next) < 0 ? 1 : 0);
            }
        }
        while (!outer.isEmpty()) {
            close();
        }
        return group + atom;
    }

    private void begin(long size) {
        group = Math.min(group + atom, MOST);
        atom = size;
    }

    private void open() {
        begin(0);
        outer.push(group);
        group = 0;
        if (text.startsWith("?", at)) {
            at++;
        }
    }

    private void close() {
        long inner = Math.min(group + atom, MOST);
        if (!outer.isEmpty()) {
            group = outer.pop();
            atom = inner;
        }
    }

    private void escape() {
        if (text.startsWith("Q", at)) {
            int end = text.indexOf("\\E", at);
            int stop = end < 0 ? text.length() : end;
            begin(Math.max(stop - at - 1, 0));
            at = end < 0 ? stop : stop + 2;
            return;
        }
        boolean isNamed = text.startsWith("p{", at) || text.startsWith("P{", at) || text.startsWith("x{", at);
        int end = isNamed ? text.indexOf('}', at) : at;
        at = Math.min(end < 0 ? text.length() : end + 1, text.length());
        begin(1);
    }

    private void characterClass() {
        begin(1);
        if (text.startsWith("^", at)) {
            at++;
        }
        boolean isFirst = true;
        while (at < text.length() && (isFirst || text.charAt(at) != ']')) {
            isFirst = false;
            if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                at = text.indexOf(":]", at) + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    private void repeat() {
        int end = text.indexOf('}', at);
        String inside = end < 0 ? "" : text.substring(at, end);
        if (!inside.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
            begin(1);
            return;
        }
        int comma = inside.indexOf(',');
        String most = comma < 0 || comma == inside.length() - 1 ? inside.replace(",", "") : inside.substring(comma + 1);
        at = end + 1;
        atom = Math.min(Math.max(atom, 1) * Math.max(Integer.parseInt(most), 1), MOST);
    }
}
