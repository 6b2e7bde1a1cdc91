package io.clustergateway.dist.logs;

import ch.qos.logback.classic.Level;
import io.clustergateway.kernel.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which lines are written. Libraries have no say here: at these levels they would write what they send.
 *
 * @param all of our own code; empty to leave it as it is
 * @param modules of single modules, by name
 */
record LogLevels(Optional<Level> all, Map<String, Level> modules) {
    /** Packages below {@code io.clustergateway} by name of the module. */
    static final Map<String, String> PACKAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("kernel", "kernel"),
            Map.entry("rules", "rules"),
            Map.entry("hub", "hub"),
            Map.entry("members", "members"),
            Map.entry("tracing", "tracing"),
            Map.entry("registry-watcher", "registry"),
            Map.entry("authn-delegator", "authn"),
            Map.entry("identity-exchanger", "identity"),
            Map.entry("health-prober", "health"),
            Map.entry("ocm-addon", "addon"),
            Map.entry("cluster-profiles", "profiles"),
            Map.entry("audit-logger", "audit"),
            Map.entry("certificate-keeper", "certificate"),
            Map.entry("certificates", "certificates"),
            Map.entry("status-page", "status"),
            Map.entry("proxy-forwarder", "forwarder"),
            Map.entry("dist", "dist")));

    private static final Map<String, Level> BY_NAME = Map.of(
            "error", Level.ERROR, "warn", Level.WARN, "info", Level.INFO, "debug", Level.DEBUG, "trace", Level.TRACE);
    private static final String LEVELS = "error, warn, info, debug or trace";
    private static final int DEBUG = 4;
    private static final int TRACE = 6;
    private static final int MOST = 10;

    /** Reads {@code verbosity} and {@code level}; the latter wins. */
    static LogLevels read(Settings logging) {
        int verbosity = logging.integer("verbosity", -1, 0, MOST);
        Optional<Level> all = verbosity < 0 ? Optional.empty() : Optional.of(ofVerbosity(verbosity));
        Map<String, Level> modules = new HashMap<>();
        for (String entry : logging.list("level", List.of())) {
            int equals = entry.indexOf('=');
            Level level = BY_NAME.get(entry.substring(equals + 1).toLowerCase(Locale.ROOT));
            String module = equals < 0 ? "" : entry.substring(0, equals);
            if (level == null) {
                logging.fault("level", entry, LEVELS + ", or MODULE= and one of these");
            } else if (equals < 0) {
                all = Optional.of(level);
            } else if (PACKAGES.containsKey(module)) {
                modules.put(module, level);
            } else {
                logging.fault("level", entry, "a module: one of " + String.join(", ", PACKAGES.keySet()));
            }
        }
        return new LogLevels(all, Map.copyOf(modules));
    }

    /**
     * The same with klog's verbosity for all but single modules.
     *
     * @throws IllegalArgumentException for what is no verbosity
     */
    LogLevels withVerbosity(String text) {
        if (!text.matches("\\d|" + MOST)) {
            throw new IllegalArgumentException("v: %s (expected: a whole number, 0-%d)".formatted(text, MOST));
        }
        return new LogLevels(Optional.of(ofVerbosity(Integer.parseInt(text))), modules);
    }

    private static Level ofVerbosity(int verbosity) {
        if (verbosity >= TRACE) {
            return Level.TRACE;
        }
        return verbosity >= DEBUG ? Level.DEBUG : Level.INFO;
    }
}
