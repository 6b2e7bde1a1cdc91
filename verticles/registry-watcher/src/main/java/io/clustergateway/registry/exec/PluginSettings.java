package io.clustergateway.registry.exec;

import io.clustergateway.kernel.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the operator decides about plugins.
 *
 * @param allowed absolute paths of those that may be run; none switches Dynamic members off
 * @param timeout after which one is killed
 */
public record PluginSettings(List<String> allowed, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Copies the list. */
    public PluginSettings {
        allowed = List.copyOf(allowed);
    }

    /** Reads keys {@code allowExecPlugin} and {@code execPluginTimeout}; bad values become faults there. */
    public static PluginSettings read(Settings registry) {
        List<String> allowed = registry.list("allowExecPlugin", List.of());
        for (String path : allowed) {
            if (!isAbsolute(path)) {
                registry.fault("allowExecPlugin", path, "the absolute path of a plugin");
            }
        }
        Duration timeout = registry.duration("execPluginTimeout", TIMEOUT);
        if (timeout.isZero()) {
            registry.fault("execPluginTimeout", timeout, "longer than 0");
        }
        return new PluginSettings(allowed, timeout);
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
