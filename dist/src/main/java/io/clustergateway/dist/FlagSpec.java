package io.clustergateway.dist;

/**
 * One flag of {@code serve}, a line of {@code flags.txt}.
 *
 * @param key path in the configuration tree; empty for a flag that is accepted and does nothing
 */
record FlagSpec(String group, String name, Kind kind, String key, String description) {
    enum Kind {
        BOOL,
        INT,
        DURATION,
        STRING,
        LIST
    }

    boolean hasEffect() {
        return !key.isEmpty();
    }
}
