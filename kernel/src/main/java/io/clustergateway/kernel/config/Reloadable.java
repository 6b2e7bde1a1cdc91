package io.clustergateway.kernel.config;

import java.util.Set;
import java.util.function.Function;

/**
 * A section that may change while running.
 *
 * @param path of the section in the configuration tree
 * @param keys of it that may change; empty for all of the section
 * @param reader reads a new version of it, noting faults there as ever, and gives what puts it in force; that is called
 *     only when there is no fault, on any thread, and does not block
 */
public record Reloadable(String path, Set<String> keys, Function<Settings, Runnable> reader) {
    /** Keys are copied. */
    public Reloadable {
        keys = Set.copyOf(keys);
    }

    /** All of a section. */
    public Reloadable(String path, Function<Settings, Runnable> reader) {
        this(path, Set.of(), reader);
    }

    boolean covers(String key) {
        return keys.isEmpty()
                ? key.startsWith(path + ".")
                : key.startsWith(path + ".") && keys.contains(key.substring(path.length() + 1));
    }
}
