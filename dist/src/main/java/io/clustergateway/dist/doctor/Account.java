package io.clustergateway.dist.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A ServiceAccount of the hub: whose rights are looked at. */
public record Account(String namespace, String name) {
    String user() {
        return "system:serviceaccount:%s:%s".formatted(namespace, name);
    }

    /** A SubjectAccessReview about it. */
    JsonObject review(JsonObject attributes) {
        JsonArray groups = new JsonArray()
                .add("system:serviceaccounts")
                .add("system:serviceaccounts:" + namespace)
                .add("system:authenticated");
        return new JsonObject()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SubjectAccessReview")
                .put(
                        "spec",
                        new JsonObject()
                                .put("user", user())
                                .put("groups", groups)
                                .put("resourceAttributes", attributes));
    }
}
