package io.clustergateway.forwarder.api;

import static io.clustergateway.forwarder.api.LegacyDiscovery.array;
import static io.clustergateway.forwarder.api.LegacyDiscovery.putUnlessEmpty;
import static io.clustergateway.forwarder.request.RequestTarget.GROUP;
import static io.clustergateway.forwarder.request.RequestTarget.VERSION;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Discovery in one document (apidiscovery.k8s.io). Every resource and subresource has a responseKind: client-go
 * 0.26.0-0.26.3 panics without one (kubernetes#118361).
 */
final class AggregatedDiscovery {
    static final String API_GROUP = "apidiscovery.k8s.io";
    static final String LIST = "APIGroupDiscoveryList";

    /** Versions of the document, the most wanted first. Hubs before 1.30 know the beta only. */
    static final List<String> VERSIONS = List.of("v2", "v2beta1");

    private AggregatedDiscovery() {}

    static Document document(String version) {
        JsonObject list = new JsonObject()
                .put("kind", LIST)
                .put("apiVersion", API_GROUP + "/" + version)
                .put("metadata", new JsonObject())
                .put("items", new JsonArray().add(group()));
        return Document.of("application/json;g=%s;v=%s;as=%s".formatted(API_GROUP, version, LIST), list);
    }

    private static JsonObject group() {
        JsonArray resources = new JsonArray();
        ServedResource.ALL.forEach(served -> resources.add(resource(served)));
        JsonObject version = new JsonObject()
                .put("version", VERSION)
                .put("resources", resources)
                .put("freshness", "Current");
        return new JsonObject()
                .put("metadata", new JsonObject().put("name", GROUP).putNull("creationTimestamp"))
                .put("versions", new JsonArray().add(version));
    }

    private static JsonObject resource(ServedResource served) {
        JsonObject json = new JsonObject()
                .put("resource", served.plural())
                .put("responseKind", kind(served.kind()))
                .put("scope", "Cluster")
                .put("singularResource", served.singular())
                .put("verbs", array(served.verbs()));
        putUnlessEmpty(json, "shortNames", served.shortNames());
        putUnlessEmpty(json, "categories", served.categories());
        JsonArray subresources = new JsonArray();
        served.subresources()
                .forEach(sub -> subresources.add(new JsonObject()
                        .put("subresource", sub.name())
                        .put("responseKind", kind(sub.kind()))
                        .put("verbs", array(sub.verbs()))));
        return subresources.isEmpty() ? json : json.put("subresources", subresources);
    }

    private static JsonObject kind(String kind) {
        return new JsonObject().put("group", GROUP).put("version", VERSION).put("kind", kind);
    }
}
