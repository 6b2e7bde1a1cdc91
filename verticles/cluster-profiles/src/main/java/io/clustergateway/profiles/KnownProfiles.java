package io.clustergateway.profiles;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The profiles of the hub as far as they are known: by its watch, and by its answers to what was written here, which come before
 * the watch tells of them. Without the latter a profile just written would be held for one that still is to be.
 *
 * <p>Versions are compared as decimal numbers, as KEP-5504 has it; one that is none is never newer.
 */
final class KnownProfiles {
    private final Map<String, Published> profiles = new HashMap<>();
    private final Set<String> ahead = new HashSet<>();
    private String heard = "";

    Optional<Published> find(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    Set<String> names() {
        return Set.copyOf(profiles.keySet());
    }

    /** The watch begins anew, perhaps at a hub restored from a backup, whose versions are lower. */
    void listing() {
        heard = "";
        ahead.clear();
    }

    /** The watch shows it; nothing changes if it is older than what was written here. */
    void told(Published published) {
        heard(published.resourceVersion());
        if (!isAhead(published.name(), published.resourceVersion())) {
            profiles.put(published.name(), published);
            ahead.remove(published.name());
        }
    }

    /** The watch shows that it is no more; without a version, that its kind is. */
    void gone(String name, String resourceVersion) {
        heard(resourceVersion);
        if (resourceVersion.isEmpty() || !isAhead(name, resourceVersion)) {
            profiles.remove(name);
            ahead.remove(name);
        }
    }

    /** The hub answered this to a write; nothing changes if the watch has come as far. */
    void wrote(Published published) {
        if (isNewer(published.resourceVersion(), heard) && !isAhead(published.name(), published.resourceVersion())) {
            profiles.put(published.name(), published);
            ahead.add(published.name());
        }
    }

    void clear() {
        profiles.clear();
        listing();
    }

    private void heard(String version) {
        if (isNewer(version, heard)) {
            heard = version;
        }
    }

    private boolean isAhead(String name, String version) {
        return ahead.contains(name) && isNewer(profiles.get(name).resourceVersion(), version);
    }

    private static boolean isNewer(String version, String other) {
        if (!isNumber(version) || version.length() < other.length()) {
            return false;
        }
        return version.length() > other.length() || version.compareTo(other) > 0;
    }

    private static boolean isNumber(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
