package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A decoded query. The first value of a name counts, as in apimachinery's conversion of url.Values. */
final class Query {
    private static final int MOST_PARAMETERS = 1024;

    private final Map<String, List<String>> parameters;

    Query(String query) {
        this.parameters = decode(query);
    }

    String text(String name) {
        return first(name).orElse("");
    }

    /** Present without a value counts as true; so does anything but false and 0. */
    boolean flag(String name) {
        return first(name)
                .map(value -> !value.equalsIgnoreCase("false") && !value.equals("0"))
                .orElse(false);
    }

    long number(String name) {
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

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    private Optional<String> first(String name) {
        return Optional.ofNullable(parameters.get(name)).map(values -> values.get(0));
    }

    /**
     * As the review has read it that this caller passed, pair by pair, or not at all: netty's own reading begins a name behind
     * an equals sign, and leaves out what comes behind so many pairs.
     */
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
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return QueryStringDecoder.decodeComponent(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("the query cannot be decoded (expected: name=value pairs, percent-encoded)");
        }
    }
}
