package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;

/** Everything in one document: {@code APIGroupDiscoveryList}, in v2 and v2beta1, which have the same fields. */
public final class AggregatedDiscovery {

    private final Discovery discovery;

    public AggregatedDiscovery(Discovery discovery) {
        this.discovery = discovery;
    }

    /** The answer to {@code /api}. */
    public ObjectNode core(String version) {
        ObjectNode list = list(version);
        list.withArrayProperty("items").add(group(""));
        return list;
    }

    /** The answer to {@code /apis}. */
    public ObjectNode groups(String version) {
        ObjectNode list = list(version);
        ArrayNode items = list.withArrayProperty("items");
        discovery.groups().forEach(group -> items.add(group(group)));
        return list;
    }

    private static ObjectNode list(String version) {
        ObjectNode list =
                Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        list.putObject("metadata");
        list.putArray("items");
        return list;
    }

    private ObjectNode group(String name) {
        ObjectNode group = Json.object();
        ObjectNode metadata = group.putObject("metadata").putNull("creationTimestamp");
        if (!name.isEmpty()) {
            metadata.put("name", name);
        }
        ArrayNode versions = group.putArray("versions");
        discovery.versions(name).forEach(version -> {
            ObjectNode entry = versions.addObject().put("version", version).put("freshness", "Current");
            ArrayNode resources = entry.putArray("resources");
            discovery.typesOf(name, version).forEach(type -> resources.add(resource(type)));
        });
        return group;
    }

    private static ObjectNode resource(ResourceType type) {
        ObjectNode resource = Json.object().put("resource", type.plural());
        resource.set("responseKind", kind(type, type.kind()));
        resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster").put("singularResource", type.singular());
        Discovery.putTexts(resource, "verbs", type.verbs());
        Discovery.putTexts(resource, "shortNames", type.shortNames());
        Discovery.putTexts(resource, "categories", type.categories());
        for (ResourceType.Subresource part : type.subresources()) {
            ObjectNode entry =
                    resource.withArrayProperty("subresources").addObject().put("subresource", part.name());
            entry.set("responseKind", kind(type, part.kind()));
            Discovery.putTexts(entry, "verbs", part.verbs());
        }
        return resource;
    }

    private static ObjectNode kind(ResourceType type, String kind) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", kind);
    }
}
