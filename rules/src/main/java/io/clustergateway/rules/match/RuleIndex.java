package io.clustergateway.rules.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds, among many rules, those whose literal user, group, cluster or other text a question has. A rule is filed under
 * one of its keys, that with the fewest others beside it; a rule without any is a candidate for every question.
 */
public final class RuleIndex {
    private static final int[] NONE = {};

    private final Map<Fact, Map<String, int[]>> byFact;
    private final Map<String, int[]> byGroup;
    private final int[] always;

    private RuleIndex(Map<Fact, Map<String, int[]>> byFact, Map<String, int[]> byGroup, int[] always) {
        this.byFact = byFact;
        this.byGroup = byGroup;
        this.always = always;
    }

    /** Of the checks of rules, in their order. */
    public static RuleIndex of(List<Check> checks) {
        List<List<Key>> keys = checks.stream().map(Key::of).toList();
        Map<Optional<Fact>, Map<String, Integer>> crowds = new HashMap<>();
        for (List<Key> ofRule : keys) {
            for (Key key : ofRule) {
                Map<String, Integer> crowd = crowds.computeIfAbsent(key.fact(), absent -> new HashMap<>());
                key.values().forEach(value -> crowd.merge(value, 1, Integer::sum));
            }
        }
        Map<Optional<Fact>, Map<String, List<Integer>>> filed = new HashMap<>();
        List<Integer> always = new ArrayList<>();
        for (int rule = 0; rule < keys.size(); rule++) {
            Optional<Key> best = keys.get(rule).stream()
                    .min(Comparator.comparingInt((Key key) -> crowd(key, crowds))
                            .thenComparing(key -> key.fact().isEmpty()));
            if (best.isEmpty()) {
                always.add(rule);
            } else {
                file(rule, best.get(), filed);
            }
        }
        Map<Fact, Map<String, int[]>> byFact = new HashMap<>();
        filed.forEach((fact, rules) -> fact.ifPresent(known -> byFact.put(known, arrays(rules))));
        Map<String, int[]> byGroup = arrays(filed.getOrDefault(Optional.<Fact>empty(), Map.of()));
        return new RuleIndex(byFact, byGroup, array(always));
    }

    /** The rules that may match, each once, in their order. */
    public Candidates candidates(Facts facts) {
        List<int[]> lists = new ArrayList<>(4);
        add(always, lists);
        byFact.forEach((fact, rules) -> add(rules.getOrDefault(facts.text(fact), NONE), lists));
        if (!byGroup.isEmpty()) {
            facts.groups().forEach(group -> add(byGroup.getOrDefault(group, NONE), lists));
        }
        return new Candidates(lists);
    }

    private static void add(int[] rules, List<int[]> lists) {
        if (rules.length > 0) {
            lists.add(rules);
        }
    }

    private static int crowd(Key key, Map<Optional<Fact>, Map<String, Integer>> crowds) {
        Map<String, Integer> crowd = crowds.getOrDefault(key.fact(), Map.of());
        return key.values().stream()
                .mapToInt(value -> crowd.getOrDefault(value, 0))
                .max()
                .orElse(0);
    }

    private static void file(int rule, Key key, Map<Optional<Fact>, Map<String, List<Integer>>> filed) {
        Map<String, List<Integer>> rules = filed.computeIfAbsent(key.fact(), absent -> new HashMap<>());
        key.values()
                .forEach(value -> rules.computeIfAbsent(value, absent -> new ArrayList<>())
                        .add(rule));
    }

    private static Map<String, int[]> arrays(Map<String, List<Integer>> rules) {
        Map<String, int[]> arrays = new HashMap<>();
        rules.forEach((value, list) -> arrays.put(value, array(list)));
        return arrays;
    }

    private static int[] array(List<Integer> rules) {
        return rules.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Goes through several ascending lists as through one. */
    public static final class Candidates {
        /** Said when there is none left. */
        public static final int END = Integer.MAX_VALUE;

        private final int[][] lists;
        private final int[] at;

        private Candidates(List<int[]> lists) {
            this.lists = lists.toArray(int[][]::new);
            this.at = new int[lists.size()];
        }

        /** The next rule, or {@link #END}. */
        public int next() {
            int next = END;
            for (int list = 0; list < lists.length; list++) {
                if (at[list] < lists[list].length) {
                    next = Math.min(next, lists[list][at[list]]);
                }
            }
            for (int list = 0; list < lists.length; list++) {
                if (at[list] < lists[list].length && lists[list][at[list]] == next) {
                    at[list]++;
                }
            }
            return next;
        }
    }
}
