package io.clustergateway.profiles;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A ClusterProfile of ours in the hub, as far as it is compared with its member. */
record Published(
        String name,
        String uid,
        String resourceVersion,
        String displayName,
        JsonArray conditions,
        JsonArray providers) {
    static final String ACCESS_PROVIDERS = "accessProviders";
    static final String CREDENTIAL_PROVIDERS = "credentialProviders";

    static Published read(JsonObject object) {
        JsonObject metadata = section(object, "metadata");
        JsonObject status = section(object, "status");
        return new Published(
                metadata.getString("name", ""),
                metadata.getString("uid", ""),
                metadata.getString("resourceVersion", ""),
                section(object, "spec").getString("displayName", ""),
                array(status, "conditions"),
                status.containsKey(ACCESS_PROVIDERS)
                        ? array(status, ACCESS_PROVIDERS)
                        : array(status, CREDENTIAL_PROVIDERS));
    }

    private static JsonObject section(JsonObject object, String key) {
        return object.getValue(key) instanceof JsonObject section ? section : new JsonObject();
    }

    private static JsonArray array(JsonObject object, String key) {
        return object.getValue(key) instanceof JsonArray array ? array : new JsonArray();
    }
}
