package io.clustergateway.kernel.contract;

import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * All members at one moment. Persistent maps: the next table shares all but the changed entries with this one, so that one
 * changed Secret among thousands costs O(log n), and knows which those are, so that it costs its followers no more.
 */
public final class ClusterTable {
    /** No member known. */
    public static final ClusterTable EMPTY = new ClusterTable("0", HashTreePMap.empty());

    private final String resourceVersion;
    private final PMap<String, Member> members;
    private final PSet<String> managed;
    private final Step last;

    private ClusterTable(String resourceVersion, PMap<String, Member> members, PSet<String> managed, Step last) {
        this.resourceVersion = resourceVersion;
        this.members = members;
        this.managed = managed;
        this.last = last;
    }

    /** A table without ManagedClusters. */
    public ClusterTable(String resourceVersion, PMap<String, Member> members) {
        this(resourceVersion, members, HashTreePSet.empty(), Step.first());
    }

    /** Of the hub's list the table is in step with, opaque; never empty. */
    public String resourceVersion() {
        return resourceVersion;
    }

    /** The members by name. */
    public PMap<String, Member> members() {
        return members;
    }

    /** Names of all ManagedClusters, with or without a member. */
    public PSet<String> managed() {
        return managed;
    }

    /** The member of this name, if any. */
    public Optional<Member> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /**
     * Names of all members that came, left or may be another since an earlier table. Costs as much as changed when this one
     * was made from that one, now and then and otherwise as much as both hold.
     */
    public Set<String> changedSince(ClusterTable earlier) {
        return members == earlier.members ? Set.of() : last.since(earlier.last).orElseGet(() -> differences(earlier));
    }

    /** The same in another version. */
    public ClusterTable at(String version) {
        return new ClusterTable(version, members, managed, last);
    }

    /** The next table: one member added or replaced. */
    public ClusterTable with(Member member, String version) {
        return changed(member.name(), members.plus(member.name(), member), version);
    }

    /** The next table: one member gone. */
    public ClusterTable without(String name, String version) {
        return changed(name, members.minus(name), version);
    }

    /** The next table: one ManagedCluster added. */
    public ClusterTable withManaged(String name) {
        return new ClusterTable(resourceVersion, members, managed.plus(name), last);
    }

    /** The next table: one ManagedCluster gone. */
    public ClusterTable withoutManaged(String name) {
        return new ClusterTable(resourceVersion, members, managed.minus(name), last);
    }

    /** Of the same members in the same version, whatever way it came about. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterTable table
                && resourceVersion.equals(table.resourceVersion)
                && members.equals(table.members)
                && managed.equals(table.managed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(resourceVersion, members, managed);
    }

    @Override
    public String toString() {
        return "ClusterTable[resourceVersion=%s, members=%s, managed=%s]".formatted(resourceVersion, members, managed);
    }

    private ClusterTable changed(String name, PMap<String, Member> next, String version) {
        return new ClusterTable(version, next, managed, last.then(name, next.size()));
    }

    private Set<String> differences(ClusterTable earlier) {
        Set<String> names = new HashSet<>();
        members.forEach((name, member) -> {
            if (earlier.members.get(name) != member) {
                names.add(name);
            }
        });
        earlier.members.keySet().stream()
                .filter(name -> !members.containsKey(name))
                .forEach(names::add);
        return names;
    }
}
