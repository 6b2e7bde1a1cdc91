package io.clustergateway.kernel.contract;

import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * All members at one moment. A persistent map: the next table shares all but the changed entries with this one, so that
 * one changed Secret among thousands costs O(log n).
 *
 * @param resourceVersion of the hub's list the table is in step with, opaque; never empty
 */
public record ClusterTable(String resourceVersion, PMap<String, Member> members) {
    /** No member known. */
    public static final ClusterTable EMPTY = new ClusterTable("0", HashTreePMap.empty());

    /** The member of this name, if any. */
    public Optional<Member> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The next table: one member added or replaced. */
    public ClusterTable with(Member member, String version) {
        return new ClusterTable(version, members.plus(member.name(), member));
    }

    /** The next table: one member gone. */
    public ClusterTable without(String name, String version) {
        return new ClusterTable(version, members.minus(name));
    }
}
