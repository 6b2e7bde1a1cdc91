package io.clustergateway.addon;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A ManagedClusterAddOn (addon.open-cluster-management.io/v1alpha1), as far as its upkeep needs it.
 *
 * @param cluster name of the ManagedCluster, which is the add-on's namespace and the member's name
 * @param conditions of its status, others' included
 * @param customized whether the add-on answers for its health alone; otherwise OCM's agent at the member judges it by
 *     its Lease (HealthCheckMode)
 */
record AddOn(String cluster, String resourceVersion, JsonArray conditions, boolean customized) {
    /** Of the add-on, of its Lease, and of OCM's configuration for it; as the Go program has them. */
    static final String NAME = "cluster-gateway";

    static final String COLLECTION = "/apis/addon.open-cluster-management.io/v1alpha1/managedclusteraddons";
    static final String AVAILABLE = "Available";

    static AddOn read(JsonObject object) {
        JsonObject metadata = section(object, "metadata");
        JsonObject status = section(object, "status");
        return new AddOn(
                metadata.getString("namespace", ""),
                metadata.getString("resourceVersion", ""),
                status.getValue("conditions") instanceof JsonArray conditions ? conditions : new JsonArray(),
                "Customized".equals(section(status, "healthCheck").getValue("mode")));
    }

    String statusPath() {
        return "/apis/addon.open-cluster-management.io/v1alpha1/namespaces/%s/managedclusteraddons/%s/status"
                .formatted(cluster, NAME);
    }

    static JsonObject section(JsonObject object, String key) {
        return object.getValue(key) instanceof JsonObject section ? section : new JsonObject();
    }
}
