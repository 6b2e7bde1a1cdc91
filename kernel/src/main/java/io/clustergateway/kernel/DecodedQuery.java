package io.clustergateway.kernel;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query read whole, pair by pair as apimachinery and our reviews read it, or not at all: netty's own reading begins a name
 * behind an equals sign, and leaves out what comes behind so many pairs. Immutable.
 */
public final class DecodedQuery {
    private static final int MOST_PARAMETERS = 1024;

    private final Map<String, List<String>> parameters;

    /**
     * Reads it.
     *
     * @param query as received, without the question mark; empty for none
     * @throws Failure 400 for more than 1024 pairs, or a broken escape
     */
    public DecodedQuery(String query) {
        this.parameters = decode(query);
    }

    /** The first value, which is what counts in apimachinery's conversion of url.Values; empty when there is none. */
    public String text(String name) {
        return first(name).orElse("");
    }

    /** Present without a value counts as true; so does anything but false and 0. */
    public boolean flag(String name) {
        return first(name)
                .map(value -> !value.equalsIgnoreCase("false") && !value.equals("0"))
                .orElse(false);
    }

    /**
     * The first value as a number; 0 when there is none.
     *
     * @throws Failure 400 for what is no whole number
     */
    public long number(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Failure.badRequest("%s: %s (expected: a whole number)".formatted(name, text));
        }
    }

    /** Whether there is a pair of this name, with a value or without. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** All values of a name in order, empty text for a pair without one. */
    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** All values by name, both in order; not to be changed. */
    public Map<String, List<String>> values() {
        return parameters;
    }

    private Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    private static Map<String, List<String>> decode(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String[] pairs = query.isEmpty() ? new String[0] : query.split("&", MOST_PARAMETERS + 1);
        if (pairs.length > MOST_PARAMETERS) {
            throw Failure.badRequest("the query has too many pairs (expected: %d at most)".formatted(MOST_PARAMETERS));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters
                    .computeIfAbsent(decoded(name), absent -> new ArrayList<>())
                    .add(decoded(value));
        }
        parameters.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(parameters);
    }

    private static String decoded(String text) {
        try {
            return QueryStringDecoder.decodeComponent(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("the query cannot be decoded (expected: name=value pairs, percent-encoded)");
        }
    }
}
