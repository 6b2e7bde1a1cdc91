package io.clustergateway.registry.serving;

import io.clustergateway.registry.secrets.Entry;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * All members at one moment, with what is shown of them.
 *
 * @param version resourceVersion of the table; never empty
 */
public record Snapshot(String version, PMap<String, Entry> entries) {
    /** No member known. */
    public static final Snapshot EMPTY = new Snapshot("0", HashTreePMap.empty());
}
