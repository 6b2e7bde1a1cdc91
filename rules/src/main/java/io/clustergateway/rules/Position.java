package io.clustergateway.rules;

/**
 * A place in a rule text, as compilers and editors count.
 *
 * @param source name of the file, or of the member whose annotation it is
 * @param line from 1
 * @param column from 1, in characters as editors count them, which are code points
 */
public record Position(String source, int line, int column) {
    @Override
    public String toString() {
        return "%s:%d:%d".formatted(source, line, column);
    }
}
