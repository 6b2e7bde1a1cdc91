package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import java.util.Optional;

/** Why a member that was there has no connections any more. */
public final class Absence {
    private static final String OFFLINE = "ClusterOffline";

    private Absence() {}

    /**
     * It is switched off. Programs recognise it by the reason, which is its cause's reason as well; without Retry-After,
     * because trying again mends nothing.
     */
    public static Failure offline(Cluster cluster, String reason) {
        String message = "clustergateway \"%s\" is switched off: %s".formatted(cluster.name(), reason);
        return Failure.of(503, OFFLINE, message, Hop.REGISTRY)
                .about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), cluster.name())
                .because(OFFLINE, reason);
    }

    static Failure of(Cluster cluster, ClusterTable now) {
        Optional<Member> member = now.find(cluster.name());
        if (member.isPresent()
                && member.get() instanceof Cluster known
                && known.uid().equals(cluster.uid())
                && known.offline().isPresent()) {
            return offline(known, known.offline().get());
        }
        return MemberFailures.gone(cluster.name());
    }
}
