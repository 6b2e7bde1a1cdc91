package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
                .map(value -> !value.toLowerCase(Locale.ROOT).equals("false") && !value.equals("0"))
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

    private static Map<String, List<String>> decode(String query) {
        try {
            return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST_PARAMETERS, true).parameters();
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("the query cannot be decoded (expected: name=value pairs, percent-encoded)");
        }
    }
}
