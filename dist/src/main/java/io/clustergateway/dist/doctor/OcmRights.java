package io.clustergateway.dist.doctor;

import static io.clustergateway.dist.doctor.Right.rule;

import java.util.List;
import java.util.Optional;

/** What the gateway needs in the hub for Open Cluster Management: that of the chart with {@code ocmIntegration.enabled}. */
final class OcmRights {
    private static final String LEASES = "coordination.k8s.io";
    private static final String ADD_ON = "cluster-gateway";

    private OcmRights() {}

    /** @param secrets namespace of the member Secrets, in which the replica is elected */
    static List<Right> needed(Optional<String> secrets) {
        Optional<String> anywhere = Optional.empty();
        String notElected = "no replica is elected to look after the add-ons";
        return List.of(
                Right.useful(
                        "hub.rbac.managedclusters",
                        rule("cluster.open-cluster-management.io", "managedclusters", anywhere, "get", "list", "watch"),
                        "members are not connected to the addresses in their ManagedClusters"),
                Right.useful(
                                "hub.rbac.managedclusteraddons",
                                rule(
                                        "addon.open-cluster-management.io",
                                        "managedclusteraddons",
                                        anywhere,
                                        "get",
                                        "list",
                                        "watch"),
                                "the add-ons are not looked after: ManagedClusterAddOnLeaseNotFound")
                        .named(ADD_ON),
                Right.useful(
                                "hub.rbac.managedclusteraddons-status",
                                rule(
                                        "addon.open-cluster-management.io",
                                        "managedclusteraddons/status",
                                        anywhere,
                                        "patch"),
                                "the add-ons do not become Available")
                        .named(ADD_ON),
                Right.useful(
                                "hub.rbac.clustergatewayconfigurations",
                                rule(
                                        "proxy.open-cluster-management.io",
                                        "clustergatewayconfigurations",
                                        anywhere,
                                        "get",
                                        "list",
                                        "watch"),
                                "tokens of ManagedServiceAccounts do not reach members")
                        .named(ADD_ON),
                Right.useful(
                        "hub.rbac.addon-leases-create",
                        rule(LEASES, "leases", anywhere, "create"),
                        "the add-ons' Leases are not made: ManagedClusterAddOnLeaseNotFound"),
                Right.useful(
                                "hub.rbac.addon-leases",
                                rule(LEASES, "leases", anywhere, "patch"),
                                "the add-ons' Leases are not renewed: ManagedClusterAddOnLeaseNotFound")
                        .named(ADD_ON),
                Right.useful("hub.rbac.addon-election-create", rule(LEASES, "leases", secrets, "create"), notElected),
                Right.useful("hub.rbac.addon-election", rule(LEASES, "leases", secrets, "get", "update"), notElected)
                        .named("cluster-gateway-ocm-addon"));
    }
}
