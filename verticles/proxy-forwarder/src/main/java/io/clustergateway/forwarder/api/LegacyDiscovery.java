package io.clustergateway.forwarder.api;

import static io.clustergateway.forwarder.request.RequestTarget.GROUP;
import static io.clustergateway.forwarder.request.RequestTarget.VERSION;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Discovery in three documents, as every version of Kubernetes reads it (metav1 APIGroupList, APIGroup, APIResourceList). */
final class LegacyDiscovery {
    static final String GROUP_VERSION = GROUP + "/" + VERSION;

    private LegacyDiscovery() {}

    static JsonObject groups() {
        return new JsonObject()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", new JsonArray().add(plainGroup()));
    }

    static JsonObject group() {
        return new JsonObject().put("kind", "APIGroup").put("apiVersion", "v1").mergeIn(plainGroup());
    }

    static JsonObject resources() {
        JsonArray resources = new JsonArray();
        for (ServedResource served : ServedResource.ALL) {
            resources.add(resource(served));
            served.subresources().forEach(sub -> resources.add(subresource(served, sub)));
        }
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", GROUP_VERSION)
                .put("resources", resources);
    }

    private static JsonObject plainGroup() {
        JsonObject version = new JsonObject().put("groupVersion", GROUP_VERSION).put("version", VERSION);
        return new JsonObject()
                .put("name", GROUP)
                .put("versions", new JsonArray().add(version))
                .put("preferredVersion", version);
    }

    private static JsonObject resource(ServedResource served) {
        JsonObject json = new JsonObject()
                .put("name", served.plural())
                .put("singularName", served.singular())
                .put("namespaced", false)
                .put("kind", served.kind())
                .put("verbs", array(served.verbs()));
        putUnlessEmpty(json, "shortNames", served.shortNames());
        putUnlessEmpty(json, "categories", served.categories());
        return json;
    }

    private static JsonObject subresource(ServedResource served, ServedResource.Subresource sub) {
        return new JsonObject()
                .put("name", served.plural() + "/" + sub.name())
                .put("singularName", "")
                .put("namespaced", false)
                .put("kind", sub.kind())
                .put("verbs", array(sub.verbs()));
    }

    static JsonArray array(List<String> values) {
        return new JsonArray(List.copyOf(values));
    }

    static void putUnlessEmpty(JsonObject json, String key, List<String> values) {
        if (!values.isEmpty()) {
            json.put(key, array(values));
        }
    }
}
