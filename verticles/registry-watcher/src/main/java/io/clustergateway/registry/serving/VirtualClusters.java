package io.clustergateway.registry.serving;

import io.clustergateway.kernel.contract.Cluster;
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

/** {@code virtualclusters}: the hub itself as {@code local}, then the members, newest first. */
final class VirtualClusters implements ServedResource {
    private static final String CONTROL_PLANE = GROUP + "/control-plane";
    private static final String NO_ENDPOINT = "-";
    private static final String CLUSTER_PROXY = "ClusterProxy";
    private static final Comparator<Entry> NEWEST_FIRST =
            Comparator.comparing(Entry::createdAt).reversed().thenComparing(Entry::name);
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
        Stream<ServedObject> members = snapshot.entries().values().stream()
                .filter(entry -> !entry.name().equals(SecretReader.RESERVED))
                .sorted(NEWEST_FIRST)
                .map(this::member);
        return Stream.concat(Stream.of(hub()), members).toList();
    }

    @Override
    public Optional<ServedObject> find(Snapshot snapshot, String name) {
        if (name.equals(SecretReader.RESERVED)) {
            return Optional.of(hub());
        }
        return Optional.ofNullable(snapshot.entries().get(name)).map(this::member);
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

    private ServedObject member(Entry entry) {
        Map<String, String> labels = new TreeMap<>(entry.labels());
        labels.put(CONTROL_PLANE, "false");
        return new ServedObject(
                entry.name(),
                entry.resourceVersion(),
                labels,
                () -> json(
                        ServedMetadata.of(entry, labels),
                        alias(entry),
                        isUsable(entry),
                        endpoint(entry),
                        entry.credentialType()),
                () -> List.of(
                        entry.name(),
                        alias(entry),
                        entry.credentialType(),
                        endpoint(entry),
                        String.valueOf(isUsable(entry)),
                        text(labels),
                        Age.of(entry.createdAt(), clock.instant())));
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

    private static String alias(Entry entry) {
        return entry.member() instanceof Cluster cluster ? cluster.alias() : "";
    }

    private static boolean isUsable(Entry entry) {
        return entry.member() instanceof Cluster;
    }

    /** What is behind a proxy has no address to show, as in the Go program. */
    private static String endpoint(Entry entry) {
        if (entry.endpointType().equals(CLUSTER_PROXY)) {
            return CLUSTER_PROXY;
        }
        return entry.member() instanceof Cluster cluster ? cluster.endpoint().url() : NO_ENDPOINT;
    }

    private static String text(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }
}
