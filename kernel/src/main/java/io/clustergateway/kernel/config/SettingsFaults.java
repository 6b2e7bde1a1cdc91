package io.clustergateway.kernel.config;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects everything that is wrong with a configuration, so that one run shows all of it. */
public final class SettingsFaults {
    private final Map<String, String> origins;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, KnownKey> known = new TreeMap<>();

    /**
     * No faults yet.
     *
     * @param origins the flag by which a key was set, by the key's full path; other keys come from the file
     */
    public SettingsFaults(Map<String, String> origins) {
        this.origins = Map.copyOf(origins);
    }

    /** The whole tree as one section, noting faults here. */
    public Settings read(JsonObject tree) {
        return new Settings("", tree, this);
    }

    /** Notes a fault that was found elsewhere, to be shown with the others. */
    public void add(StartFault fault) {
        faults.add(fault.getMessage());
    }

    /**
     * Ends the reading.
     *
     * @param root all of whose keys must have been read by now
     * @throws StartFault with a line for each fault
     */
    public void check(Settings root) {
        root.noteUnread();
        check();
    }

    /** Every key that was read so far, by its path: what the reference of the configuration is made of. */
    public Collection<KnownKey> known() {
        return List.copyOf(known.values());
    }

    void note(KnownKey key) {
        known.putIfAbsent(key.path(), key);
    }

    void check() {
        if (!faults.isEmpty()) {
            throw new StartFault(String.join("\n", faults));
        }
    }

    String nameOf(String path) {
        String flag = origins.get(path);
        return flag == null ? path : flag;
    }

    void add(String path, Object value, String expected) {
        faults.add("%s: %s (expected: %s)".formatted(nameOf(path), value, expected));
    }

    void addUnknown(String path, Collection<String> known) {
        faults.add("%s: unknown key (expected one of: %s)"
                .formatted(nameOf(path), String.join(", ", new TreeSet<>(known))));
    }
}
