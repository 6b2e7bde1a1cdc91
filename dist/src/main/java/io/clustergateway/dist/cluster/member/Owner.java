package io.clustergateway.dist.cluster.member;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What owns the rest of an account: deleted, it takes its rights at once, and all else with it by the member's garbage
 * collector. It must be of no namespace, because the others are of several.
 */
record Owner(String version, String kind, String name, String uid) {
    private static final String FIELD = "ownerReferences";

    /** The one among roles and bindings that is to own the rest. */
    static Optional<JsonObject> among(List<JsonObject> roles) {
        return kind(roles, "ClusterRole").or(() -> kind(roles, "ClusterRoleBinding"));
    }

    /** As it is at the member. */
    static Owner of(JsonObject object) {
        JsonObject metadata = object.getJsonObject("metadata");
        return new Owner(
                object.getString("apiVersion"),
                object.getString("kind"),
                metadata.getString("name"),
                metadata.getString("uid"));
    }

    /** Of an object that is owned by one. */
    static Optional<Owner> read(JsonObject owned) {
        return owned.getJsonObject("metadata").getJsonArray(FIELD, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(reference -> reference.getString("apiVersion", "").equals(AccountObjects.RBAC + "/v1")
                        && reference.getString("kind", "").startsWith("ClusterRole"))
                .map(reference -> new Owner(
                        reference.getString("apiVersion"),
                        reference.getString("kind"),
                        reference.getString("name"),
                        reference.getString("uid")))
                .findFirst();
    }

    /** Makes an object one that it owns. */
    JsonObject own(JsonObject object) {
        JsonObject reference = new JsonObject()
                .put("apiVersion", version)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid);
        JsonObject copy = object.copy();
        copy.getJsonObject("metadata").put(FIELD, new JsonArray().add(reference));
        return copy;
    }

    /** Where it is. */
    String path() {
        return Paths.of(new JsonObject()
                .put("apiVersion", version)
                .put("kind", kind)
                .put("metadata", new JsonObject().put("name", name)));
    }

    private static Optional<JsonObject> kind(List<JsonObject> roles, String kind) {
        return roles.stream()
                .filter(role -> role.getString("kind").equals(kind))
                .findFirst();
    }
}
