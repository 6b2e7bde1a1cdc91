package io.clustergateway.rules.document;

import io.clustergateway.rules.Position;

/**
 * A scalar of a rule text, with the place it stands at.
 *
 * @param value as YAML reads it
 * @param at its first character; for a quoted one the quote, for a block scalar its indicator
 * @param raw as it stands in the text from {@code at} on, quotes or block indicator included
 */
public record ScalarText(String value, Position at, String raw) {
    /** A scalar on one line without quotes. */
    public static ScalarText plain(String value, Position at) {
        return new ScalarText(value, at, value);
    }

    /**
     * The place in the text of a place in the value, through folding, quoting and escapes: exact for every character that
     * is no blank. The scalar's own place where it cannot be known.
     *
     * @param line in the value, from 1
     * @param column in the value, from 1, in code points; the end of the line when it is behind it
     */
    public Position inside(int line, int column) {
        return new ScalarPlaces(this).inside(line, column);
    }
}
