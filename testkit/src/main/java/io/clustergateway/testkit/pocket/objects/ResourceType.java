package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of object that the server keeps or answers. A type without the verb {@code get} is never stored (reviews).
 *
 * @param fields JSON pointers that field selectors may name, by label, beside metadata.name and metadata.namespace
 */
public record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        @JsonProperty("short") List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        List<String> verbs,
        List<Subresource> subresources,
        List<Column> columns,
        Map<String, String> fields) {

    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    /** A part of a resource with its own path. */
    public record Subresource(String name, String kind, List<String> verbs) {}

    /** A printed column: {@code path} is a JSON pointer, {@code format} names a form of {@code Cells}; wide ones have priority 1. */
    public record Column(String name, String path, @Nullable String format, int priority) {}

    /** What the file leaves out is filled in here, so a line there can be short. */
    public ResourceType(
            @Nullable String group,
            @Nullable String version,
            String kind,
            String plural,
            @Nullable String singular,
            @Nullable List<String> shortNames,
            @Nullable List<String> categories,
            boolean namespaced,
            @Nullable List<String> verbs,
            @Nullable List<Subresource> subresources,
            @Nullable List<Column> columns,
            @Nullable Map<String, String> fields) {
        this.group = orElse(group, "");
        this.version = orElse(version, "v1");
        this.kind = kind;
        this.plural = plural;
        this.singular = orElse(singular, kind.toLowerCase(Locale.ROOT));
        this.shortNames = List.copyOf(orElse(shortNames, List.of()));
        this.categories = List.copyOf(orElse(categories, List.of()));
        this.namespaced = namespaced;
        this.verbs = List.copyOf(orElse(verbs, ALL_VERBS));
        this.subresources = List.copyOf(orElse(subresources, List.of()));
        this.columns = List.copyOf(orElse(columns, List.of()));
        this.fields = Map.copyOf(orElse(fields, Map.of()));
    }

    /** A plain stored type without subresources, columns or short names, as a custom resource would be. */
    public static ResourceType stored(String group, String version, String kind, String plural, boolean namespaced) {
        return new ResourceType(group, version, kind, plural, null, null, null, namespaced, null, null, null, null);
    }

    private static <T> T orElse(@Nullable T value, T other) {
        return value == null ? other : value;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code pods} or {@code leases.coordination.k8s.io}. */
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public boolean stored() {
        return verbs.contains("get");
    }

    public Optional<Subresource> subresource(String name) {
        return subresources.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
