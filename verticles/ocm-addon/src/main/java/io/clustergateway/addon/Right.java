package io.clustergateway.addon;

import io.clustergateway.hub.MissingRule;
import java.util.List;
import java.util.Optional;

/** Each thing the add-on's upkeep does at the hub, with the rule it takes and what is missing without it. */
enum Right {
    ADDONS("addons", "addon.open-cluster-management.io", "managedclusteraddons", "get", "list", "watch"),
    CONDITION("condition", "addon.open-cluster-management.io", "managedclusteraddons/status", "patch"),
    LEASE("lease", "coordination.k8s.io", "leases", "create", "patch"),
    CONFIGURATION(
            "configuration",
            "proxy.open-cluster-management.io",
            "clustergatewayconfigurations",
            "get",
            "list",
            "watch"),
    TOKENS("tokens", "", "secrets", "get", "list", "watch"),
    MIRROR("mirror", "", "secrets", "get", "list", "watch", "create", "patch");

    private final String label;
    private final String group;
    private final String resource;
    private final List<String> verbs;

    Right(String label, String group, String resource, String... verbs) {
        this.label = label;
        this.group = group;
        this.resource = resource;
        this.verbs = List.of(verbs);
    }

    String label() {
        return label;
    }

    String warning() {
        return "ocm-addon-" + label;
    }

    /** @param namespace of the member Secrets; the others are in the ManagedClusters' namespaces, so of a ClusterRole */
    String lack(String namespace) {
        MissingRule rule =
                new MissingRule(group, resource, verbs, this == MIRROR ? Optional.of(namespace) : Optional.empty());
        return what() + ": " + rule.mend();
    }

    private String what() {
        return switch (this) {
            case ADDONS -> "ManagedClusterAddOns are not read";
            case CONDITION -> "ManagedClusterAddOns do not tell how members are";
            case LEASE -> "Leases of ManagedClusterAddOns are not renewed";
            case CONFIGURATION -> "the add-on's configuration is not read, no tokens are mirrored";
            case TOKENS -> "tokens of ManagedServiceAccounts are not read";
            case MIRROR -> "tokens of ManagedServiceAccounts are not mirrored";
        };
    }
}
