package io.clustergateway.rules.tools;

import io.clustergateway.rules.RuleSource;
import java.util.List;

/** The lines of a text, for findings that point at one. */
public final class Lines {
    private final List<String> lines;

    /** Of a text, without its byte order mark. */
    public Lines(RuleSource source) {
        String text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        lines = List.of(text.split("\r\n|\r|\n", -1));
    }

    /** A line without its end, counted from 1; empty behind the last one. */
    public String line(int number) {
        return number <= lines.size() ? lines.get(number - 1) : "";
    }
}
