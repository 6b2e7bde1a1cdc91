package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceTable;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The older discovery documents, one per group and version. */
public final class Discovery {

    private final ResourceTable table;

    public Discovery(ResourceTable table) {
        this.table = table;
    }

    /** The answer to {@code /api}. */
    public ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    /** The answer to {@code /apis}. */
    public ObjectNode groupList() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groups().forEach(group -> groups.add(groupOf(group)));
        return list;
    }

    /** The answer to {@code /apis/GROUP}. */
    public ObjectNode group(String group) {
        if (!groups().contains(group)) {
            throw ApiFailure.notFound();
        }
        return groupOf(group).put("kind", "APIGroup").put("apiVersion", "v1");
    }

    /** The answer to {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
    public ObjectNode resources(String group, String version) {
        List<ResourceType> types = typesOf(group, version);
        if (types.isEmpty()) {
            throw ApiFailure.notFound();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", types.get(0).apiVersion());
        ArrayNode resources = list.putArray("resources");
        types.forEach(type -> addResource(resources, type));
        return list;
    }

    Set<String> groups() {
        return table.types().stream()
                .map(ResourceType::group)
                .filter(group -> !group.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Set<String> versions(String group) {
        return table.types().stream()
                .filter(type -> type.group().equals(group))
                .map(ResourceType::version)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<ResourceType> typesOf(String group, String version) {
        return table.types().stream()
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .toList();
    }

    private ObjectNode groupOf(String group) {
        ObjectNode document = Json.object().put("name", group);
        ArrayNode versions = document.putArray("versions");
        versions(group)
                .forEach(version -> versions.addObject()
                        .put("groupVersion", group + "/" + version)
                        .put("version", version));
        document.set("preferredVersion", versions.get(0).deepCopy());
        return document;
    }

    private static void addResource(ArrayNode resources, ResourceType type) {
        ObjectNode resource = resources
                .addObject()
                .put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        putTexts(resource, "verbs", type.verbs());
        putTexts(resource, "shortNames", type.shortNames());
        putTexts(resource, "categories", type.categories());
        for (ResourceType.Subresource part : type.subresources()) {
            ObjectNode entry = resources
                    .addObject()
                    .put("name", type.plural() + "/" + part.name())
                    .put("singularName", "")
                    .put("namespaced", type.namespaced())
                    .put("kind", part.kind());
            putTexts(entry, "verbs", part.verbs());
        }
    }

    static void putTexts(ObjectNode object, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = object.putArray(field);
            texts.forEach(array::add);
        }
    }
}
