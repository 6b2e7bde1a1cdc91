package io.clustergateway.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** ManagedClusters as the hub sends them. */
public final class Clusters {
    private Clusters() {}

    /** One that the hub accepts, at an address. */
    public static JsonObject at(String name, String url) {
        JsonObject cluster = without(name);
        cluster.getJsonObject("spec")
                .put("managedClusterClientConfigs", new JsonArray().add(new JsonObject().put("url", url)));
        return cluster;
    }

    /** One without an address. */
    public static JsonObject without(String name) {
        return new JsonObject()
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", name)
                                .put("uid", "managed-" + name)
                                .put("resourceVersion", "5")
                                .put("creationTimestamp", "2024-05-0%dT10:00:00Z".formatted(1 + name.length() % 9))
                                .put(
                                        "labels",
                                        new JsonObject().put("region", "ap").put("cluster.core.oam.dev/hidden", "yes"))
                                .put("annotations", new JsonObject().put("other", Secrets.CANARY))
                                .put("managedFields", new JsonArray().add(Secrets.CANARY)))
                .put("spec", new JsonObject().put("hubAcceptsClient", true));
    }

    public static JsonObject ca(JsonObject cluster, String caBundle) {
        cluster.getJsonObject("spec")
                .getJsonArray("managedClusterClientConfigs")
                .getJsonObject(0)
                .put("caBundle", caBundle);
        return cluster;
    }

    /** A heartbeat. */
    public static JsonObject beat(JsonObject cluster, String at) {
        return cluster.put("status", new JsonObject().put("version", at));
    }
}
