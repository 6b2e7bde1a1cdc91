package io.clustergateway.registry;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.secrets.Entry;
import java.util.List;

/**
 * What operators are shown of one member.
 *
 * @param text what is wrong or doubtful, empty for nothing
 * @param unverified whether its serving certificate is not verified
 * @param hash of its configuration; of equal Secrets it is equal in every process
 */
record MemberState(String text, Condition condition, boolean unverified, int hash) {
    static final MemberState FINE = new MemberState("", Condition.UNKNOWN, false, 0);
    private static final String DYNAMIC = "Dynamic";

    /** A member is in exactly one. */
    enum Condition {
        HEALTHY,
        UNHEALTHY,
        UNKNOWN,
        OFFLINE,
        BROKEN
    }

    static MemberState of(Entry entry) {
        if (entry.member() instanceof BrokenMember broken) {
            return new MemberState(
                    broken.fault(),
                    Condition.BROKEN,
                    false,
                    List.of(broken.name(), broken.uid()).hashCode());
        }
        Cluster cluster = (Cluster) entry.member();
        return new MemberState(
                String.join("; ", entry.warnings()),
                condition(cluster),
                cluster.trust() instanceof Trust.Unverified,
                hash(entry, cluster));
    }

    boolean isBroken() {
        return condition == Condition.BROKEN;
    }

    private static Condition condition(Cluster cluster) {
        if (cluster.offline().isPresent()) {
            return Condition.OFFLINE;
        }
        return switch (cluster.health().state()) {
            case HEALTHY -> Condition.HEALTHY;
            case UNHEALTHY -> Condition.UNHEALTHY;
            case UNKNOWN -> Condition.UNKNOWN;
        };
    }

    /** Each replica runs a Dynamic member's plugin for itself, so that their credentials, and connection keys, differ. */
    private static int hash(Entry entry, Cluster cluster) {
        Object way = entry.credentialType().equals(DYNAMIC) ? cluster.endpoints() : cluster.connectionKey();
        return List.of(
                        cluster.name(),
                        cluster.uid(),
                        cluster.labels(),
                        cluster.alias(),
                        cluster.provider(),
                        cluster.offline(),
                        cluster.rules(),
                        way)
                .hashCode();
    }
}
