package io.clustergateway.authn;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.Attributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Paths open to everybody (apiserver authorization/path).
 *
 * @param exact without the leading slash
 * @param prefixes of the entries that end in an asterisk, likewise
 */
record AllowedPaths(Set<String> exact, List<String> prefixes) {
    private static final List<String> DEFAULT = List.of("/healthz", "/readyz", "/livez");

    static AllowedPaths read(Settings settings, String key) {
        Set<String> exact = new HashSet<>();
        List<String> prefixes = new ArrayList<>();
        for (String entry : settings.list(key, DEFAULT)) {
            String path = relative(entry);
            int star = path.indexOf('*');
            if (star < 0) {
                exact.add(path);
            } else if (star == path.length() - 1) {
                prefixes.add(path.substring(0, star));
            } else {
                settings.fault(key, entry, "a path, with an asterisk at its end at most");
            }
        }
        return new AllowedPaths(Set.copyOf(exact), List.copyOf(prefixes));
    }

    boolean allow(Attributes attributes) {
        return attributes instanceof Attributes.NonResource nonResource && allowPath(relative(nonResource.path()));
    }

    private boolean allowPath(String path) {
        return exact.contains(path) || prefixes.stream().anyMatch(path::startsWith);
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
