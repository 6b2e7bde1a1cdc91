package io.clustergateway.registry.serving;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code virtualclusters}: the hub itself as {@code local}, then members and the ManagedClusters that have no Secret, newest
 * first.
 */
final class VirtualClusters implements ServedResource {
    private static final String CONTROL_PLANE = GROUP + "/control-plane";
    private static final String NO_ENDPOINT = "-";
    private static final String CLUSTER_PROXY = "ClusterProxy";
    private static final String MANAGED_CLUSTER = "ManagedCluster";
    private static final Comparator<ServedMetadata> NEWEST_FIRST =
            Comparator.comparing(ServedMetadata::createdAt).reversed().thenComparing(ServedMetadata::name);
    private static final List<Column> COLUMNS = List.of(
            Column.name("the name of the cluster"),
            Column.text("Alias", "the alias of the cluster", 0),
            Column.text("Credential_Type", "the credential type", 0),
            Column.text("Endpoint", "the endpoint", 0),
            Column.text("Accepted", "whether the cluster can be used", 0),
            Column.text("Labels", "the labels of the cluster", 1),
            Column.text("Age", "time since the cluster was joined", 0));

    private final Clock clock;

    VirtualClusters(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "VirtualCluster";
    }

    @Override
    public String plural() {
        return "virtualclusters";
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<ServedObject> all(Snapshot snapshot) {
        Stream<Seen> members = snapshot.entries().values().stream().map(Seen::of);
        Stream<Seen> managed = snapshot.managed().values().stream()
                .filter(cluster -> cluster.isServed() && !snapshot.entries().containsKey(cluster.name()))
                .map(Seen::of);
        Stream<ServedObject> others = Stream.concat(members, managed)
                .filter(seen -> !seen.metadata().name().equals(SecretReader.RESERVED))
                .sorted(Comparator.comparing(Seen::metadata, NEWEST_FIRST))
                .map(this::served);
        return Stream.concat(Stream.of(hub()), others).toList();
    }

    @Override
    public Optional<ServedObject> find(Snapshot snapshot, String name) {
        if (name.equals(SecretReader.RESERVED)) {
            return Optional.of(hub());
        }
        return Optional.ofNullable(snapshot.entries().get(name))
                .map(Seen::of)
                .or(() -> Optional.ofNullable(snapshot.managed().get(name))
                        .filter(ManagedCluster::isServed)
                        .map(Seen::of))
                .map(this::served);
    }

    /** The hub itself is no member and never changes. */
    @Override
    public Optional<ServedObject> follow(Snapshot snapshot, String name) {
        return name.equals(SecretReader.RESERVED) ? Optional.empty() : find(snapshot, name);
    }

    private ServedObject hub() {
        Map<String, String> labels = Map.of(CONTROL_PLANE, "true");
        return new ServedObject(
                SecretReader.RESERVED,
                "",
                labels,
                () -> {
                    JsonObject metadata =
                            new JsonObject().put("name", SecretReader.RESERVED).putNull("creationTimestamp");
                    ServedMetadata.putTexts(metadata, "labels", labels);
                    return json(metadata, "", true, NO_ENDPOINT, "Internal");
                },
                () -> List.of(SecretReader.RESERVED, "", "Internal", NO_ENDPOINT, "true", text(labels), "<unknown>"));
    }

    private ServedObject served(Seen seen) {
        ServedMetadata metadata = seen.metadata();
        return new ServedObject(
                metadata.name(),
                metadata.version(),
                metadata.labels(),
                () -> json(metadata.json(), seen.alias(), seen.accepted(), seen.endpoint(), seen.credentialType()),
                () -> List.of(
                        metadata.name(),
                        seen.alias(),
                        seen.credentialType(),
                        seen.endpoint(),
                        String.valueOf(seen.accepted()),
                        text(metadata.labels()),
                        Age.of(metadata.createdAt(), clock.instant())));
    }

    private JsonObject json(
            JsonObject metadata, String alias, boolean accepted, String endpoint, String credentialType) {
        JsonObject spec = new JsonObject();
        if (!alias.isEmpty()) {
            spec.put("alias", alias);
        }
        spec.put("accepted", accepted).put("endpoint", endpoint).put("credential-type", credentialType);
        return new JsonObject()
                .put("kind", kind())
                .put("apiVersion", API_VERSION)
                .put("metadata", metadata)
                .put("spec", spec);
    }

    private static String text(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static Map<String, String> member(Map<String, String> labels) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(CONTROL_PLANE, "false");
        return all;
    }

    /** A member or a ManagedCluster, as it is seen here. */
    private record Seen(
            ServedMetadata metadata, String alias, boolean accepted, String endpoint, String credentialType) {
        static Seen of(Entry entry) {
            Optional<Cluster> cluster = Optional.of(entry.member())
                    .filter(Cluster.class::isInstance)
                    .map(Cluster.class::cast);
            return new Seen(
                    ServedMetadata.of(entry, member(entry.labels())),
                    cluster.map(Cluster::alias).orElse(""),
                    cluster.isPresent(),
                    endpoint(entry, cluster),
                    entry.credentialType());
        }

        /** It has no address to show: whoever uses it goes through the gateway, for which it takes a Secret. */
        static Seen of(ManagedCluster cluster) {
            return new Seen(
                    ServedMetadata.of(cluster, member(cluster.labels())),
                    cluster.alias(),
                    cluster.accepted(),
                    NO_ENDPOINT,
                    MANAGED_CLUSTER);
        }

        /** What is behind a proxy has no address to show, as in the Go program. */
        private static String endpoint(Entry entry, Optional<Cluster> cluster) {
            if (entry.endpointType().equals(CLUSTER_PROXY)) {
                return CLUSTER_PROXY;
            }
            return cluster.map(known -> known.endpoint().url()).orElse(NO_ENDPOINT);
        }
    }
}
