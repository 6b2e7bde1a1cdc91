package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

/**
 * A collection to be informed about.
 *
 * @param path of its list, without a query, such as {@code /api/v1/namespaces/vela-system/secrets}
 * @param labelSelector empty for all
 * @param fieldSelector empty for all
 */
public record Resource(String path, String labelSelector, String fieldSelector) {
    /** Refuses null and relative paths. */
    public Resource {
        requireNonNull(labelSelector, "labelSelector");
        requireNonNull(fieldSelector, "fieldSelector");
        if (!path.startsWith("/") || path.indexOf('?') >= 0) {
            throw new IllegalArgumentException("path: %s (expected: /… without a query)".formatted(path));
        }
    }

    /** A collection, narrowed by selectors; empty ones select all. */
    public static Resource of(String path, String labelSelector, String fieldSelector) {
        return new Resource(path, labelSelector, fieldSelector);
    }
}
