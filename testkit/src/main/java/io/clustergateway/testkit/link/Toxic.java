package io.clustergateway.testkit.link;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One fault of a link, with the names, attributes and units of Toxiproxy.
 *
 * @param toxicity share of connections that it strikes, 0 to 1
 * @param attributes those of the type; an absent one is 0
 */
public record Toxic(String name, Type type, Stream stream, double toxicity, Map<String, Integer> attributes) {
    /** Which bytes: those that go to the target, or those that come from it. */
    public enum Stream {
        UPSTREAM,
        DOWNSTREAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to them. */
    public enum Type {
        /** Bytes come late: {@code latency} and {@code jitter} in milliseconds. */
        LATENCY("latency", "jitter"),
        /** {@code rate} in KB/s. */
        BANDWIDTH("rate"),
        /** The end comes late: {@code delay} in milliseconds. */
        SLOW_CLOSE("delay"),
        /** Nothing comes, and after {@code timeout} milliseconds the connection is closed; never with 0. */
        TIMEOUT("timeout"),
        /** Nothing comes, and after {@code timeout} milliseconds the connection is reset. */
        RESET_PEER("timeout"),
        /** Pieces of {@code average_size} bytes, give or take {@code size_variation}, with {@code delay} microseconds between. */
        SLICER("average_size", "size_variation", "delay"),
        /** The connection is closed after {@code bytes}. */
        LIMIT_DATA("bytes"),
        /** Ours: nothing comes, not even the end; Toxiproxy has a {@code timeout} of 0 for it. */
        HALF_OPEN;

        private final List<String> attributes;

        Type(String... attributes) {
            this.attributes = List.of(attributes);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Toxic {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(stream, "stream");
        attributes = Map.copyOf(attributes);
        if (toxicity < 0 || toxicity > 1) {
            throw new IllegalArgumentException("toxicity: %s (expected: 0 to 1)".formatted(toxicity));
        }
        for (String attribute : attributes.keySet()) {
            if (!type.attributes.contains(attribute)) {
                throw new IllegalArgumentException(
                        "%s.attributes.%s: unknown (expected: one of %s)".formatted(type, attribute, type.attributes));
            }
        }
    }

    /** For every connection. */
    public static Toxic of(String name, Type type, Stream stream, Map<String, Integer> attributes) {
        return new Toxic(name, type, stream, 1, attributes);
    }

    int attribute(String attribute) {
        return attributes.getOrDefault(attribute, 0);
    }

    /** Whether bytes vanish. */
    boolean swallows() {
        return switch (type) {
            case TIMEOUT, RESET_PEER, HALF_OPEN -> true;
            default -> false;
        };
    }
}
