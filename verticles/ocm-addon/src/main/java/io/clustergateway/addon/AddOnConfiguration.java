package io.clustergateway.addon;

import io.vertx.core.json.JsonObject;

/**
 * The object {@code cluster-gateway} of OCM's proxy.open-cluster-management.io/v1alpha1 kind ClusterGatewayConfiguration:
 * another thing than the identity rules of that kind.
 *
 * @param mirrors whether tokens of a ManagedServiceAccount become members' credentials
 * @param secretNamespace in which it wants the member Secrets
 * @param account name of the ManagedServiceAccount, and of the Secrets with its tokens
 * @param clusterProxy whether members are reached through the konnectivity server
 */
record AddOnConfiguration(boolean mirrors, String secretNamespace, String account, boolean clusterProxy) {
    static final String COLLECTION = "/apis/proxy.open-cluster-management.io/v1alpha1/clustergatewayconfigurations";

    /** Nothing is asked for. */
    static final AddOnConfiguration NONE = new AddOnConfiguration(false, "", AddOn.NAME, false);

    /** An absent type is ManagedServiceAccount and an absent name cluster-gateway, as the CRD's defaults have it. */
    static AddOnConfiguration read(JsonObject object) {
        JsonObject spec = AddOn.section(object, "spec");
        JsonObject management = AddOn.section(spec, "secretManagement");
        return new AddOnConfiguration(
                "ManagedServiceAccount".equals(text(management, "type", "ManagedServiceAccount")),
                text(spec, "secretNamespace", ""),
                text(AddOn.section(management, "managedServiceAccount"), "name", AddOn.NAME),
                "ClusterProxy".equals(text(AddOn.section(spec, "egress"), "type", "")));
    }

    private static String text(JsonObject json, String key, String absent) {
        return json.getValue(key) instanceof String text && !text.isEmpty() ? text : absent;
    }
}
