package io.clustergateway.forwarder.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One media range of an Accept header.
 *
 * @param type lower-case, {@code application/json} or with {@code *}
 * @param parameters by lower-case name, without {@code q}
 * @param quality 0 to 1
 */
record Accept(String type, Map<String, String> parameters, double quality) {
    private static final Accept ANYTHING = new Accept("*/*", Map.of(), 1);

    /** The ranges a header names, the most wanted first; ranges of quality 0 are left out. */
    static List<Accept> parse(String header) {
        if (header.isBlank()) {
            return List.of(ANYTHING);
        }
        List<Accept> ranges = new ArrayList<>();
        for (String range : header.split(",")) {
            Accept parsed = range(range);
            if (parsed.quality > 0 && !parsed.type.isEmpty()) {
                ranges.add(parsed);
            }
        }
        ranges.sort(Comparator.comparingDouble((Accept range) -> range.quality).reversed());
        return ranges;
    }

    /** Whether this range takes JSON, whatever its parameters. */
    boolean takesJson() {
        return type.equals("application/json") || type.equals("application/*") || type.equals("*/*");
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    private static Accept range(String text) {
        String[] parts = text.split(";");
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        parts[i].substring(equals + 1).strip());
            }
        }
        String quality = parameters.remove("q");
        return new Accept(
                parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT),
                parameters,
                quality == null ? 1 : quality(quality));
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
