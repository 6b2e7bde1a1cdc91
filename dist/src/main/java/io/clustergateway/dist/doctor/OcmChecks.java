package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Open Cluster Management says of a member: what is missing, in one line each. */
public final class OcmChecks {
    private static final String CLUSTERS = "/apis/cluster.open-cluster-management.io/v1/managedclusters";
    private static final String ADD_ON = "cluster-gateway";

    private final Asked hub;

    /** Asks nothing yet. */
    public OcmChecks(Asked hub) {
        this.hub = hub;
    }

    /** Whether this hub has ManagedClusters at all. */
    public boolean isThere() {
        return hub.glimpse(CLUSTERS + "?limit=1").isPresent();
    }

    /** Where a ManagedCluster of this name says that it is. */
    public Optional<ManagedAddress> address(String member) {
        return hub.glimpse(CLUSTERS + "/" + member)
                .flatMap(cluster -> Paper.items(Paper.object(cluster, "spec"), "managedClusterClientConfigs").stream()
                        .findFirst())
                .map(config -> new ManagedAddress(Paper.text(config, "url"), Paper.text(config, "caBundle")))
                .filter(address -> !address.url().isEmpty());
    }

    List<Check> look(String member) {
        List<Check> checks = new ArrayList<>();
        try {
            hub.find(CLUSTERS + "/" + member).ifPresent(cluster -> checks.addAll(cluster(member, cluster)));
            hub.find("/apis/addon.open-cluster-management.io/v1alpha1/namespaces/%s/managedclusteraddons/%s"
                            .formatted(member, ADD_ON))
                    .ifPresent(addOn -> checks.add(addOn(member, addOn)));
        } catch (HubFault fault) {
            checks.add(Check.skipped("member.ocm", HubChecks.words(fault)));
        }
        return checks;
    }

    private static List<Check> cluster(String member, JsonObject cluster) {
        List<Check> checks = new ArrayList<>();
        boolean isAccepted = "true".equals(Paper.text(cluster, "spec", "hubAcceptsClient"));
        checks.add(
                isAccepted
                        ? Check.ok("member.ocm.accepted", "ManagedCluster %s is accepted".formatted(member))
                        : Check.fault(
                                "member.ocm.accepted",
                                "hubAcceptsClient: false",
                                "the hub has not accepted this cluster",
                                "clusteradm accept --clusters " + member));
        String available = Paper.condition(cluster, "ManagedClusterConditionAvailable");
        checks.add(
                available.startsWith("True")
                        ? Check.ok("member.ocm.available", available)
                        : Check.warning(
                                "member.ocm.available",
                                available,
                                "the hub has not heard of the cluster's agent",
                                "kubectl --kubeconfig member.kubeconfig -n open-cluster-management-agent get pods"));
        return checks;
    }

    private Check addOn(String member, JsonObject addOn) {
        String id = "member.ocm.addon";
        String available = Paper.condition(addOn, "Available");
        if (available.startsWith("True")) {
            return Check.ok(id, available);
        }
        Optional<JsonObject> lease =
                hub.glimpse("/apis/coordination.k8s.io/v1/namespaces/%s/leases/%s".formatted(member, ADD_ON));
        String wrong = lease.isPresent()
                ? "ManagedClusterAddOn %s/%s is not Available".formatted(member, ADD_ON)
                : "ManagedClusterAddOn %s/%s has no Lease of its name, so nobody takes it for alive"
                        .formatted(member, ADD_ON);
        String mend = lease.isPresent()
                ? "kubectl -n %s get managedclusteraddon %s -o yaml".formatted(member, ADD_ON)
                : "--ocm-integration among the gateway's arguments, which keeps the Lease, or by hand:\n"
                        + lease(member);
        return Check.fault(id, available, wrong, mend);
    }

    private static String lease(String member) {
        return """
                kubectl apply -f - <<EOF
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: %s, namespace: %s}
                spec: {leaseDurationSeconds: 60, renewTime: "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%S.000000Z)"}
                EOF
                """.formatted(ADD_ON, member).strip();
    }
}
