package io.clustergateway.rules.tools.rbac;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names that somebody must be allowed to bear, with the reasons; or any name at all. */
final class Names {
    private final SortedMap<String, List<String>> byName = new TreeMap<>();
    private final List<String> any = new ArrayList<>();

    void add(String name, String reason) {
        byName.computeIfAbsent(name, absent -> new ArrayList<>()).add(reason);
    }

    void addAny(String reason) {
        any.add(reason);
    }

    boolean isAny() {
        return !any.isEmpty();
    }

    boolean isEmpty() {
        return byName.isEmpty() && any.isEmpty();
    }

    /** In the order of the alphabet; none where any is allowed, which holds them. */
    List<String> names() {
        return isAny() ? List.of() : List.copyOf(byName.keySet());
    }

    /** Lines that say why, for a comment. */
    List<String> reasons() {
        if (isAny()) {
            return any.stream().distinct().toList();
        }
        return byName.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .toList();
    }
}
