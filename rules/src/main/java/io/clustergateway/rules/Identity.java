package io.clustergateway.rules;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Somebody, at the hub or at a member (authentication.k8s.io UserInfo).
 *
 * @param user never empty
 * @param uid empty when unknown
 * @param extra keys in lower case, sorted; values in order
 */
public record Identity(String user, Optional<String> uid, List<String> groups, Map<String, List<String>> extra) {
    /** Copies what it is given; refuses an empty user, which a member would read as no impersonation at all. */
    public Identity {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user: empty (expected: a name)");
        }
        groups = List.copyOf(groups);
        extra = extra.isEmpty() ? Map.of() : sorted(extra);
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> extra) {
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        extra.forEach((key, values) -> sorted.put(key, List.copyOf(values)));
        return Collections.unmodifiableMap(sorted);
    }
}
