package io.clustergateway.registry.ocm;

import io.clustergateway.registry.secrets.ManagedAddress;
import io.clustergateway.registry.secrets.ObjectMetadata;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is used of a ManagedCluster; its status, which heartbeats change, and its managedFields are not.
 *
 * @param resourceVersion it is served with: its own, or that of a later change by which it came to be seen
 * @param labels all but those of {@code cluster.core.oam.dev}
 * @param alias empty for none
 * @param accepted its {@code spec.hubAcceptsClient}
 * @param address the first of its {@code spec.managedClusterClientConfigs}, empty for none
 */
public record ManagedCluster(
        String name,
        String uid,
        String resourceVersion,
        Instant createdAt,
        Map<String, String> labels,
        String alias,
        boolean accepted,
        Optional<ManagedAddress> address) {
    /** Copies the labels, sorted. */
    public ManagedCluster {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Reads one as the hub sent it, whatever its fields are. Never throws. */
    public static ManagedCluster read(JsonObject object) {
        ObjectMetadata metadata = ObjectMetadata.of(object);
        JsonObject spec = object.getValue("spec") instanceof JsonObject given ? given : new JsonObject();
        return new ManagedCluster(
                metadata.name(),
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.createdAt(),
                metadata.servedLabels(),
                metadata.alias(),
                Boolean.TRUE.equals(spec.getValue("hubAcceptsClient")),
                address(spec));
    }

    /** The same in another version. */
    public ManagedCluster at(String version) {
        return new ManagedCluster(name, uid, version, createdAt, labels, alias, accepted, address);
    }

    /** Whether nobody could tell one from the other, but by the version. */
    public boolean isSame(ManagedCluster other) {
        return equals(other.at(resourceVersion));
    }

    /** Whether it is a virtualcluster by itself; without an address it is none, as in the Go program. */
    public boolean isServed() {
        return address.isPresent();
    }

    private static Optional<ManagedAddress> address(JsonObject spec) {
        if (spec.getValue("managedClusterClientConfigs") instanceof JsonArray configs
                && !configs.isEmpty()
                && configs.getValue(0) instanceof JsonObject first) {
            return Optional.of(new ManagedAddress(text(first, "url"), text(first, "caBundle")));
        }
        return Optional.empty();
    }

    private static String text(JsonObject object, String key) {
        return object.getValue(key) instanceof String text ? text : "";
    }
}
