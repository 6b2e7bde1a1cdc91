package io.clustergateway.addon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The verticle alone in its kernel, between a registry played by the test and a pocket API server. */
final class House implements AutoCloseable {
    final Readiness readiness = new Readiness();
    final Members members = new Members();
    final PocketApiServer hub;

    /** Resources, as {@code managedclusteraddons/status}, that are refused. */
    final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    /** Run once when the next condition is about to be written. */
    final AtomicReference<Runnable> beforeCondition = new AtomicReference<>(() -> {});

    private final Metrics metrics = new Metrics();
    private final HubApi api;
    private final Kernel kernel;

    House(Vertx servers, Vertx vertx, Path folder, Duration renewal) {
        hub = new PocketApiServer(servers, PocketOptions.create("hub").withAuthorizer((user, asked) -> {
            if (asked.qualifiedResource().equals("managedclusteraddons/status")) {
                beforeCondition.getAndSet(() -> {}).run();
            }
            return !forbidden.contains(asked.qualifiedResource());
        }));
        hub.serve(type("addon.open-cluster-management.io", "ManagedClusterAddOn", "managedclusteraddons", true));
        hub.serve(type(
                "proxy.open-cluster-management.io",
                "ClusterGatewayConfiguration",
                "clustergatewayconfigurations",
                false));
        hub.createNamespace("vela-system");
        hub.start().await();
        api = HubApi.connect(
                vertx, Optional.of(hub.kubeconfig("hub", hub.admin()).writeTo(folder.resolve("kubeconfig"))), "test/1");
        kernel = new Kernel(
                vertx,
                List.of(members, new OcmAddon(api, "vela-system", renewal)),
                Set.of(),
                readiness,
                metrics,
                new Ops(readiness, metrics));
    }

    House start() {
        kernel.start().await();
        return this;
    }

    void addOn(String cluster) {
        addOn(cluster, "here");
    }

    void addOn(String cluster, String installNamespace) {
        if (hub.find("v1", "Namespace", "", cluster).isEmpty()) {
            hub.createNamespace(cluster);
        }
        hub.put("""
                apiVersion: addon.open-cluster-management.io/v1alpha1
                kind: ManagedClusterAddOn
                metadata: {namespace: %s, name: cluster-gateway}
                spec: {installNamespace: %s}
                status:
                  conditions:
                  - {type: Available, status: Unknown, reason: ManagedClusterAddOnLeaseNotFound, message: m, lastTransitionTime: "2020-01-01T00:00:00Z"}
                """.formatted(cluster, installNamespace));
    }

    Optional<ObjectNode> object(String apiVersion, String kind, String namespace, String name) {
        return hub.find(apiVersion, kind, namespace, name);
    }

    /** Status and reason. */
    String available(String cluster) {
        var conditions = object(
                        "addon.open-cluster-management.io/v1alpha1", "ManagedClusterAddOn", cluster, "cluster-gateway")
                .orElseThrow()
                .at("/status/conditions/0");
        return conditions.path("status").asText() + " "
                + conditions.path("reason").asText();
    }

    String renewTime(String cluster) {
        return object("coordination.k8s.io/v1", "Lease", cluster, "cluster-gateway")
                .map(lease -> lease.at("/spec/renewTime").asText())
                .orElse("");
    }

    String token(String name) {
        return object("v1", "Secret", "vela-system", name)
                .map(secret -> secret.at("/data/token").asText())
                .orElse("");
    }

    List<SeenRequest> writes(String pathPart) {
        return hub.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .filter(request -> request.path().contains(pathPart))
                .toList();
    }

    String scrape() {
        return metrics.scrape();
    }

    @Override
    public void close() {
        kernel.stop(Duration.ofSeconds(5)).await();
        api.close();
        hub.stop().await();
        metrics.close();
    }

    private static ResourceType type(String group, String kind, String plural, boolean namespaced) {
        return new ResourceType(
                group,
                "v1alpha1",
                kind,
                plural,
                null,
                null,
                null,
                namespaced,
                null,
                List.of(new ResourceType.Subresource("status", kind, List.of("get", "patch", "update"))),
                null,
                null);
    }
}
