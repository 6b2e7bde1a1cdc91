package io.clustergateway.rules.cel;

import io.clustergateway.rules.ClusterFacts;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code cluster}. */
final class ClusterValue extends AbstractMap<String, Object> {
    private final ClusterFacts cluster;

    ClusterValue(ClusterFacts cluster) {
        this.cluster = cluster;
    }

    @Override
    public @Nullable Object get(@Nullable Object field) {
        if (!(field instanceof String name)) {
            return null;
        }
        return switch (name) {
            case "name" -> cluster.name();
            case "labels" -> cluster.labels();
            case "alias" -> cluster.alias();
            case "provider" -> cluster.provider();
            default -> null;
        };
    }

    @Override
    public boolean containsKey(@Nullable Object field) {
        return get(field) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return Map.<String, Object>of(
                        "name",
                        cluster.name(),
                        "labels",
                        cluster.labels(),
                        "alias",
                        cluster.alias(),
                        "provider",
                        cluster.provider())
                .entrySet();
    }
}
