package io.clustergateway.rules.document.yaml;

import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A text by its lines, which end as editors see it: at LF, CRLF or CR. Indexes count code points, because that is what
 * SnakeYAML's marks count.
 */
public final class TextLines {
    private static final int STRIDE = 256;

    private final String source;
    private final String text;
    private final int[] lineStarts;
    /** Index in chars of every {@link #STRIDE}th code point, so that a long line costs no walk from its start. */
    private final int[] checkpoints;

    private final int size;
    private final Map<Integer, String> excerpts = new HashMap<>();

    /** The lines of a text, without its byte order mark. */
    public TextLines(RuleSource source) {
        this.source = source.name();
        text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        int[] starts = new int[16];
        int lines = 1;
        int[] points = new int[text.length() / STRIDE + 1];
        int index = 0;
        for (int at = 0; at < text.length(); index++) {
            if (index % STRIDE == 0) {
                points[index / STRIDE] = at;
            }
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character == '\n' || character == '\r' && !text.startsWith("\n", at)) {
                starts = lines < starts.length ? starts : Arrays.copyOf(starts, 2 * lines);
                starts[lines++] = index + 1;
            }
        }
        size = index;
        lineStarts = Arrays.copyOf(starts, lines);
        checkpoints = points;
    }

    /** All of it. */
    public String text() {
        return text;
    }

    /** The part from one index to before another. */
    String between(int from, int to) {
        return text.substring(offset(from), offset(to));
    }

    /** The place of an index; of the text's end when it is behind it. */
    Position place(int index) {
        int inside = Math.max(0, Math.min(index, size));
        int found = Arrays.binarySearch(lineStarts, inside);
        int line = found >= 0 ? found : -found - 2;
        return new Position(source, line + 1, inside - lineStarts[line] + 1);
    }

    /** The place of the text's first character. */
    public Position start() {
        return place(0);
    }

    /** A line without its end, counted from 1; empty behind the last one. */
    String excerpt(int line) {
        return excerpts.computeIfAbsent(line, this::cut);
    }

    private String cut(int line) {
        if (line > lineStarts.length) {
            return "";
        }
        int end = line < lineStarts.length ? offset(lineStarts[line]) : text.length();
        int start = offset(lineStarts[line - 1]);
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    private int offset(int index) {
        int inside = Math.max(0, Math.min(index, size));
        if (inside == size) {
            return text.length();
        }
        return text.offsetByCodePoints(checkpoints[inside / STRIDE], inside % STRIDE);
    }
}
