package io.clustergateway.kernel.config;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What a new configuration tree means for a running gateway: sections that may change are read anew, all or none of them,
 * and other changed keys wait for a restart.
 */
final class Reload {
    private final Map<String, String> origins;
    private final List<Reloadable> sections;
    private final JsonObject started;

    Reload(JsonObject started, Map<String, String> origins, List<Reloadable> sections) {
        this.started = started;
        this.origins = Map.copyOf(origins);
        this.sections = List.copyOf(sections);
    }

    /**
     * Puts the sections in force.
     *
     * @throws StartFault with a line for each fault; then nothing has changed
     */
    void apply(JsonObject tree) {
        SettingsFaults faults = new SettingsFaults(origins);
        List<Runnable> next = new ArrayList<>();
        for (Reloadable section : sections) {
            Settings settings = faults.read(tree).at(section.path().split("\\."));
            next.add(section.reader().apply(settings));
            if (section.keys().isEmpty()) {
                settings.noteUnread();
            }
        }
        faults.check();
        next.forEach(Runnable::run);
    }

    /** Full paths of changed keys that need a restart, sorted. */
    List<String> changedOtherwise(JsonObject tree) {
        Map<String, Object> before = new LinkedHashMap<>();
        Map<String, Object> after = new LinkedHashMap<>();
        flatten("", started, before);
        flatten("", tree, after);
        TreeSet<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(path -> Objects.equals(before.get(path), after.get(path)) || isReloadable(path));
        return List.copyOf(changed);
    }

    private boolean isReloadable(String path) {
        return sections.stream().anyMatch(section -> section.covers(path));
    }

    static void flatten(String prefix, JsonObject tree, Map<String, Object> into) {
        for (String key : tree.fieldNames()) {
            String path = prefix.isEmpty() ? key : prefix + "." + key;
            if (tree.getValue(key) instanceof JsonObject section) {
                flatten(path, section, into);
            } else {
                into.put(path, String.valueOf(tree.getValue(key)));
            }
        }
    }
}
