package io.clustergateway.rules.match;

import io.clustergateway.rules.match.Check.All;
import io.clustergateway.rules.match.Check.Any;
import io.clustergateway.rules.match.Check.InGroup;
import io.clustergateway.rules.match.Check.TextIs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a question must have in it for a check not to fail.
 *
 * @param fact that must be one of the values; empty when the caller must be in one of them as groups
 */
record Key(Optional<Fact> fact, Set<String> values) {
    /** Every key of a check; none when any question may do. */
    static List<Key> of(Check check) {
        if (check instanceof TextIs text) {
            return text.test().literals().map(values -> new Key(Optional.of(text.fact()), values)).stream()
                    .toList();
        }
        if (check instanceof InGroup group) {
            return List.of(new Key(Optional.empty(), Set.copyOf(group.groups())));
        }
        if (check instanceof All all) {
            return all.checks().stream().flatMap(one -> of(one).stream()).toList();
        }
        return check instanceof Any any ? common(any.checks()) : List.of();
    }

    /** Either side may hold, so a question needs a value of either, and both must ask for the same thing. */
    private static List<Key> common(List<Check> checks) {
        Map<Optional<Fact>, Set<String>> values = new HashMap<>();
        Map<Optional<Fact>, Integer> sides = new HashMap<>();
        for (Check check : checks) {
            Map<Optional<Fact>, Set<String>> side = new HashMap<>();
            of(check).forEach(key -> side.putIfAbsent(key.fact(), key.values()));
            side.forEach((fact, some) -> {
                values.computeIfAbsent(fact, absent -> new HashSet<>()).addAll(some);
                sides.merge(fact, 1, Integer::sum);
            });
        }
        List<Key> keys = new ArrayList<>();
        values.forEach((fact, all) -> {
            if (sides.get(fact) == checks.size()) {
                keys.add(new Key(fact, all));
            }
        });
        return keys;
    }
}
