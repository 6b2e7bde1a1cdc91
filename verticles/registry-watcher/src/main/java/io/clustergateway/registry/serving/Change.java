package io.clustergateway.registry.serving;

import static java.util.Objects.requireNonNull;

/**
 * One member added, changed or gone. What it looks like before and after is read from the snapshots, so that whatever
 * else they may hold of a member belongs to the change without being named here.
 *
 * @param name of the member
 * @param after snapshot whose version is that of the change
 */
public record Change(String name, Snapshot before, Snapshot after) {
    /** Checks that nothing is null. */
    public Change {
        requireNonNull(name, "name");
        requireNonNull(before, "before");
        requireNonNull(after, "after");
    }

    String version() {
        return after.version();
    }
}
