package io.clustergateway.kernel.ops;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Whether this replica can serve, by named condition; and warnings and notes, which are shown beside the conditions and
 * do not count. Safe to use from any thread.
 */
public final class Readiness {
    private final Map<String, Map<Integer, String>> modules = new ConcurrentSkipListMap<>();
    private final SortedMap<String, String> warnings = new ConcurrentSkipListMap<>();
    private final Map<String, Set<Object>> holders = new ConcurrentHashMap<>();
    private final SortedMap<String, String> notes = new ConcurrentSkipListMap<>();

    /** The condition of one instance of a module, not ready until it says so. */
    public Condition condition(String module, int instance) {
        Map<Integer, String> instances = modules.computeIfAbsent(module, name -> new ConcurrentHashMap<>());
        instances.put(instance, "starting");
        return new Condition() {
            @Override
            public void ready() {
                instances.put(instance, "");
            }

            @Override
            public void notReady(String reason) {
                instances.put(instance, reason.isEmpty() ? "no reason given" : reason);
            }
        };
    }

    /**
     * Shows a fault that does not take the replica out of service, such as one unreadable member Secret.
     *
     * @param name stable name of the condition
     * @param text what is wrong and the mend, one line
     */
    public void warn(String name, String text) {
        warnings.put(name, text);
    }

    /** Takes a warning back, whoever gave it. */
    public void clear(String name) {
        holders.remove(name);
        warnings.remove(name);
    }

    /**
     * As {@link #warn(String, String)} for one of several that may find the same fault: it is shown until each of them has
     * taken it back. The latest text counts.
     *
     * @param holder who gives it, by identity
     */
    public void warn(String name, String text, Object holder) {
        holders.compute(name, (key, known) -> {
            Set<Object> all = known == null ? Collections.newSetFromMap(new IdentityHashMap<>()) : known;
            all.add(holder);
            warnings.put(name, text);
            return all;
        });
    }

    /** Takes back what this holder gave; the warning goes with the last one. */
    public void clear(String name, Object holder) {
        holders.computeIfPresent(name, (key, known) -> {
            known.remove(holder);
            if (!known.isEmpty()) {
                return known;
            }
            warnings.remove(name);
            return null;
        });
    }

    /** Warnings by name. */
    public SortedMap<String, String> warnings() {
        return new TreeMap<>(warnings);
    }

    /**
     * Shows what is in force, where nothing is wrong with it.
     *
     * @param name stable name
     * @param text one line; replaces the former one
     */
    public void note(String name, String text) {
        notes.put(name, text);
    }

    /** Notes by name. */
    public SortedMap<String, String> notes() {
        return new TreeMap<>(notes);
    }

    /**
     * Reasons by condition, empty text for a ready one. A module is ready while any of its instances is, because one
     * instance being restarted takes nothing out of service.
     */
    public SortedMap<String, String> conditions() {
        SortedMap<String, String> conditions = new TreeMap<>();
        modules.forEach((name, instances) -> conditions.put(name, reason(instances)));
        return conditions;
    }

    /** Whether every condition holds. */
    public boolean isReady() {
        return modules.values().stream().allMatch(instances -> reason(instances).isEmpty());
    }

    private static String reason(Map<Integer, String> instances) {
        if (instances.containsValue("")) {
            return "";
        }
        return instances.values().stream().findFirst().orElse("starting");
    }
}
