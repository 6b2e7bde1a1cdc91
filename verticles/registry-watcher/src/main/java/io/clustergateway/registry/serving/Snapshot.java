package io.clustergateway.registry.serving;

import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.secrets.Entry;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * All members at one moment, with what is shown of them.
 *
 * @param version resourceVersion of the table; never empty
 * @param managed every ManagedCluster, with or without a Secret of its name
 */
public record Snapshot(String version, PMap<String, Entry> entries, PMap<String, ManagedCluster> managed) {
    /** No member known. */
    public static final Snapshot EMPTY = new Snapshot("0", HashTreePMap.empty());

    /** One without ManagedClusters. */
    public Snapshot(String version, PMap<String, Entry> entries) {
        this(version, entries, HashTreePMap.empty());
    }

    /** The same in another version. */
    public Snapshot at(String other) {
        return new Snapshot(other, entries, managed);
    }

    /** One member added or replaced. */
    public Snapshot with(Entry entry) {
        return new Snapshot(version, entries.plus(entry.name(), entry), managed);
    }

    /**
     * One member gone; a ManagedCluster of its name comes to be seen by that.
     *
     * @param gone version of its disappearance
     */
    public Snapshot without(String name, String gone) {
        ManagedCluster left = managed.get(name);
        boolean later = left != null && Versions.isLater(gone, left.resourceVersion());
        return new Snapshot(version, entries.minus(name), later ? managed.plus(name, left.at(gone)) : managed);
    }

    /** One ManagedCluster added or replaced. */
    public Snapshot with(ManagedCluster cluster) {
        return new Snapshot(version, entries, managed.plus(cluster.name(), cluster));
    }

    /** One ManagedCluster gone. */
    public Snapshot unmanaged(String name) {
        return new Snapshot(version, entries, managed.minus(name));
    }
}
