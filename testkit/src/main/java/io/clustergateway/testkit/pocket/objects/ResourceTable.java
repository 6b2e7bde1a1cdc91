package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The types a server serves: those of {@code resources.yaml}, and what a test adds. */
public final class ResourceTable {

    private final List<ResourceType> types;

    private ResourceTable(List<ResourceType> types) {
        this.types = new CopyOnWriteArrayList<>(types);
    }

    public static ResourceTable standard() {
        try (InputStream file = ResourceTable.class.getResourceAsStream("resources.yaml")) {
            return new ResourceTable(Json.YAML.readValue(file, new TypeReference<List<ResourceType>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves one more type from now on, as a new CustomResourceDefinition would. */
    public void add(ResourceType type) {
        types.add(type);
    }

    public List<ResourceType> types() {
        return List.copyOf(types);
    }

    public Optional<ResourceType> find(String group, String version, String plural) {
        return types.stream()
                .filter(type -> type.group().equals(group)
                        && type.version().equals(version)
                        && type.plural().equals(plural))
                .findFirst();
    }

    public Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return types.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
                .findFirst();
    }

    /** @throws IllegalArgumentException when no such type is served */
    public ResourceType require(String apiVersion, String kind) {
        return ofKind(apiVersion, kind)
                .orElseThrow(() -> new IllegalArgumentException("no such type: " + apiVersion + " " + kind
                        + " (expected: one of resources.yaml, or one added to the table)"));
    }
}
