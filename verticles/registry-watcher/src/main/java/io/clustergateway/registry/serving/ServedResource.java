package io.clustergateway.registry.serving;

import java.util.List;
import java.util.Optional;

/** One of our resources: what it is called and how members appear in it. */
sealed interface ServedResource permits ClusterGateways, VirtualClusters {
    /** API group of both. */
    String GROUP = "cluster.core.oam.dev";

    /** Group and version of both. */
    String API_VERSION = GROUP + "/v1alpha1";

    String kind();

    String plural();

    List<Column> columns();

    /** All objects, in the order of a list. */
    List<ServedObject> all(Snapshot snapshot);

    Optional<ServedObject> find(Snapshot snapshot, String name);

    /** The object that follows the member of this name. */
    default Optional<ServedObject> follow(Snapshot snapshot, String name) {
        return find(snapshot, name);
    }
}
