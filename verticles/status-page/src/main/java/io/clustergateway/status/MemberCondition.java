package io.clustergateway.status;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Member;
import java.util.Locale;

/** How a member is, in the words of {@code cluster_gateway_members}; in the order of who needs a look first. */
enum MemberCondition {
    BROKEN,
    UNHEALTHY,
    UNKNOWN,
    OFFLINE,
    HEALTHY;

    static MemberCondition of(Member member, HealthTable probed) {
        if (member instanceof BrokenMember) {
            return BROKEN;
        }
        Cluster cluster = (Cluster) member;
        if (cluster.offline().isPresent()) {
            return OFFLINE;
        }
        return switch (health(cluster, probed).state()) {
            case HEALTHY -> HEALTHY;
            case UNHEALTHY -> UNHEALTHY;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** What is served as status is in the Secret; what this replica found itself serves where nothing is there. */
    static Health health(Cluster cluster, HealthTable probed) {
        if (cluster.health().state() != Health.State.UNKNOWN) {
            return cluster.health();
        }
        return probed.find(cluster).map(HealthTable.Entry::health).orElse(Health.UNKNOWN);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
