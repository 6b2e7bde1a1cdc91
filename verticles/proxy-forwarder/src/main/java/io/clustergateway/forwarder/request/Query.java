package io.clustergateway.forwarder.request;

import io.clustergateway.kernel.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The query of a request.
 *
 * @param raw as received, without the question mark; empty for none
 */
public record Query(String raw) {
    /** No query. */
    public static final Query NONE = new Query("");

    private static final int MOST_PAIRS = 1024;

    /** The decoded value of the first pair of this name; empty text when the pair has no value. */
    public Optional<String> first(String name) {
        return pairs().stream()
                .filter(pair -> name(pair).equals(name))
                .findFirst()
                .map(Query::value);
    }

    /** As Kubernetes reads booleans in queries: absent, {@code false} and {@code 0} are false, anything else is true. */
    public boolean flag(String name) {
        return first(name)
                .filter(value -> !value.equalsIgnoreCase("false") && !value.equals("0"))
                .isPresent();
    }

    /**
     * Refuses a query that servers read differently: Go leaves out a pair with a semicolon or a broken escape, before 1.17
     * took the semicolon for an ampersand, and of late leaves out all where there are more than ten thousand.
     *
     * @throws Failure 400
     */
    void refuseAmbiguous() {
        if (raw.indexOf(';') >= 0) {
            throw Failure.badRequest("query: a semicolon (expected: & between pairs, %3B in values)");
        }
        if (pairs().size() > MOST_PAIRS) {
            throw Failure.badRequest("query: too many pairs (expected: %d at most)".formatted(MOST_PAIRS));
        }
        Percent.decode(raw);
    }

    /** The same query without the pairs of this name, the others byte for byte and in order. */
    public Query without(String name) {
        if (pairs().stream().noneMatch(pair -> name(pair).equals(name))) {
            return this;
        }
        return new Query(
                pairs().stream().filter(pair -> !name(pair).equals(name)).collect(Collectors.joining("&")));
    }

    /** All values by name, decoded, in order. */
    public Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        pairs().forEach(pair ->
                values.computeIfAbsent(name(pair), key -> new ArrayList<>()).add(value(pair)));
        return values;
    }

    private List<String> pairs() {
        return raw.isEmpty() ? List.of() : Arrays.asList(raw.split("&", -1));
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return decoded(equals < 0 ? pair : pair.substring(0, equals));
    }

    private static String value(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
    }

    private static String decoded(String text) {
        return Percent.decodeLeniently(text.replace('+', ' '));
    }
}
