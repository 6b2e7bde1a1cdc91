package io.clustergateway.kernel.contract;

import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * How the members are, as this replica sees it. It is not what is served as their status, which comes from their Secrets
 * alone so that all replicas agree.
 *
 * @param members by name; one that is missing is unknown
 */
public record HealthTable(PMap<String, Entry> members) {
    /** Nothing known. */
    public static final HealthTable EMPTY = new HealthTable(HashTreePMap.empty());

    /**
     * One member.
     *
     * @param uid of its Secret
     */
    public record Entry(String uid, Health health) {}

    /** What is known of this very member. */
    public Optional<Entry> find(Cluster cluster) {
        return Optional.ofNullable(members.get(cluster.name()))
                .filter(entry -> entry.uid().equals(cluster.uid()));
    }

    /** The next table: one member judged anew. */
    public HealthTable with(String name, Entry entry) {
        return new HealthTable(members.plus(name, entry));
    }

    /** The next table: one member gone. */
    public HealthTable without(String name) {
        return new HealthTable(members.minus(name));
    }
}
