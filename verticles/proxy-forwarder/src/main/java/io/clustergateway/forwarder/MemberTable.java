package io.clustergateway.forwarder;

import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.upstream.Absence;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last table of members heard of. Used on one context only. */
final class MemberTable {
    /** The hub itself as virtualclusters list it; it is no member. */
    private static final String HUB = "local";

    private @Nullable ClusterTable table;

    void follow(ClusterTable next) {
        table = next;
    }

    /** The member; fails 404 when there is none, 503 when it cannot be used. */
    Future<Cluster> find(String name) {
        ClusterTable known = table;
        if (known == null) {
            return Future.failedFuture(Failure.unavailable("the members are not known yet", Hop.REGISTRY)
                    .retryAfter(1));
        }
        Optional<Member> member = name.equals(HUB) ? Optional.empty() : known.find(name);
        return member.map(MemberTable::usable).orElseGet(() -> Future.failedFuture(absent(known, name)));
    }

    private static Failure absent(ClusterTable table, String name) {
        String resource = OwnResource.CLUSTERGATEWAYS.plural();
        Failure absent = Failure.notFound(RequestTarget.GROUP, resource, name);
        if (!table.managed().contains(name) || name.equals(HUB)) {
            return absent;
        }
        String message = "%s: there is a ManagedCluster of this name, and no Secret with a credential for it"
                .formatted(absent.getMessage());
        return Failure.of(
                        absent.code(),
                        absent.reason(),
                        message + " (mend: a Secret of this name in the gateway's namespace, labelled"
                                + " cluster.core.oam.dev/cluster-credential-type)",
                        Hop.REGISTRY)
                .about(RequestTarget.GROUP, resource, name)
                .because("NoCredential", "no Secret with a credential");
    }

    private static Future<Cluster> usable(Member member) {
        if (member instanceof Cluster cluster) {
            return cluster.offline()
                    .<Future<Cluster>>map(reason -> Future.failedFuture(Absence.offline(cluster, reason)))
                    .orElseGet(() -> Future.succeededFuture(cluster));
        }
        return Future.failedFuture(broken((BrokenMember) member));
    }

    private static Failure broken(BrokenMember member) {
        String kind = member.place().kind();
        String message = "clustergateway \"%s\" cannot be used: %s (mend: %s)"
                .formatted(member.name(), member.fault(), member.place().mend());
        return about(Failure.unavailable(message, Hop.REGISTRY), member).because("Broken" + kind, member.fault());
    }

    private static Failure about(Failure failure, Member member) {
        return failure.about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), member.name());
    }
}
