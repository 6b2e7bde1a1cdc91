package io.clustergateway.status;

import io.clustergateway.kernel.Failure;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which members are asked for.
 *
 * @param search in name, alias and endpoints, lower case; empty for all
 * @param condition empty for all
 * @param limit 1 to {@link #MOST}
 */
record View(String search, Optional<MemberCondition> condition, Order order, int offset, int limit) {
    /** Rows of one document at most, so that its size is bounded whatever the number of members. */
    static final int MOST = 200;

    private static final int USUAL = 50;
    private static final int LONGEST_SEARCH = 253;

    /** By what rows are sorted; by name where that says nothing. */
    enum Order {
        TROUBLE,
        NAME,
        REQUESTS
    }

    /**
     * Reads {@code search}, {@code condition}, {@code order}, {@code offset} and {@code limit}; others are passed over.
     *
     * @throws Failure 400 that names the parameter
     */
    static View of(String query) {
        Map<String, List<String>> parameters = parameters(query);
        String search = first(parameters, "search").orElse("").strip().toLowerCase(Locale.ROOT);
        if (search.length() > LONGEST_SEARCH) {
            throw Failure.badRequest(
                    "search: %d characters (expected: %d at most)".formatted(search.length(), LONGEST_SEARCH));
        }
        return new View(
                search,
                first(parameters, "condition").map(text -> choice("condition", MemberCondition.class, text)),
                first(parameters, "order")
                        .map(text -> choice("order", Order.class, text))
                        .orElse(Order.TROUBLE),
                number(parameters, "offset", 0, 0, Integer.MAX_VALUE),
                number(parameters, "limit", USUAL, 1, MOST));
    }

    private static Map<String, List<String>> parameters(String query) {
        try {
            return new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("query: broken percent-encoding (expected: %XX)");
        }
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isEmpty());
    }

    private static <E extends Enum<E>> E choice(String name, Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw Failure.badRequest("%s: unknown (expected one of: %s)"
                .formatted(name, List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)));
    }

    private static int number(Map<String, List<String>> parameters, String name, int absent, int least, int most) {
        Optional<String> text = first(parameters, name);
        try {
            int number = text.map(Integer::parseInt).orElse(absent);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw Failure.badRequest("%s: no number in range (expected: %d-%d)".formatted(name, least, most));
    }
}
