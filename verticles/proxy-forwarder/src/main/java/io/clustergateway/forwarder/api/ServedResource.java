package io.clustergateway.forwarder.api;

import java.util.List;

/**
 * A resource as discovery shows it. Its verbs are a promise: the hub's controllers act on them.
 *
 * @param subresources without those whose verbs are not served
 */
record ServedResource(
        String plural,
        String singular,
        String kind,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories,
        List<Subresource> subresources) {
    static final List<ServedResource> ALL = List.of(
            new ServedResource(
                    "clustergateways",
                    "clustergateway",
                    "ClusterGateway",
                    List.of("get", "list", "watch"),
                    List.of(),
                    List.of("cluster-gateway"),
                    List.of(
                            new Subresource("health", "ClusterGateway", List.of("get", "update")),
                            new Subresource(
                                    "proxy",
                                    "ClusterGatewayProxyOptions",
                                    List.of("create", "delete", "get", "patch", "update")))),
            new ServedResource(
                    "virtualclusters",
                    "virtualcluster",
                    "VirtualCluster",
                    List.of("get", "list", "watch"),
                    List.of("vc", "vcluster", "vclusters", "virtual-cluster", "virtual-clusters"),
                    List.of("cluster-gateway"),
                    List.of()));

    record Subresource(String name, String kind, List<String> verbs) {}
}
