package io.clustergateway.chart;

import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An API of somebody else's CustomResourceDefinition: any fields, with a status. */
record ForeignApi(String group, String version, String plural, String kind, String scope) {

    static ForeignApi namespaced(String group, String version, String plural, String kind) {
        return new ForeignApi(group, version, plural, kind, "Namespaced");
    }

    static ForeignApi ofTheCluster(String group, String version, String plural, String kind) {
        return new ForeignApi(group, version, plural, kind, "Cluster");
    }

    /** Makes it, and waits until it is served. */
    void installIn(RealApiServer hub) {
        String name = plural + "." + group;
        hub.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(name))
                .expectSuccess();
        hub.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/" + name)
                .expectSuccess();
    }

    private String definition(String name) {
        JsonObject schema = new JsonObject().put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        JsonObject served = new JsonObject()
                .put("name", version)
                .put("served", true)
                .put("storage", true)
                .put("schema", new JsonObject().put("openAPIV3Schema", schema))
                .put("subresources", new JsonObject().put("status", new JsonObject()));
        JsonObject spec = new JsonObject()
                .put("group", group)
                .put("names", new JsonObject().put("plural", plural).put("kind", kind))
                .put("scope", scope)
                .put("versions", new JsonArray().add(served));
        return new JsonObject()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition")
                .put("metadata", new JsonObject().put("name", name))
                .put("spec", spec)
                .encode();
    }
}
