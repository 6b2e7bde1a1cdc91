package io.clustergateway.kernel.contract;

import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * All members at one moment. Persistent maps: the next table shares all but the changed entries with this one, so that one
 * changed Secret among thousands costs O(log n).
 *
 * @param resourceVersion of the hub's list the table is in step with, opaque; never empty
 * @param managed names of all ManagedClusters, with or without a member
 */
public record ClusterTable(String resourceVersion, PMap<String, Member> members, PSet<String> managed) {
    /** No member known. */
    public static final ClusterTable EMPTY = new ClusterTable("0", HashTreePMap.empty());

    /** A table without ManagedClusters. */
    public ClusterTable(String resourceVersion, PMap<String, Member> members) {
        this(resourceVersion, members, HashTreePSet.empty());
    }

    /** The member of this name, if any. */
    public Optional<Member> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The same in another version. */
    public ClusterTable at(String version) {
        return new ClusterTable(version, members, managed);
    }

    /** The next table: one member added or replaced. */
    public ClusterTable with(Member member, String version) {
        return new ClusterTable(version, members.plus(member.name(), member), managed);
    }

    /** The next table: one member gone. */
    public ClusterTable without(String name, String version) {
        return new ClusterTable(version, members.minus(name), managed);
    }

    /** The next table: one ManagedCluster added. */
    public ClusterTable withManaged(String name) {
        return new ClusterTable(resourceVersion, members, managed.plus(name));
    }

    /** The next table: one ManagedCluster gone. */
    public ClusterTable withoutManaged(String name) {
        return new ClusterTable(resourceVersion, members, managed.minus(name));
    }
}
