package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The gateway as it stands in the hub.
 *
 * @param isHidden whether the caller may not see APIServices, so that absence says nothing
 * @param service that the APIService names
 * @param deployment whose pods it leads to, or else one that is labelled as the gateway's
 */
public record Installation(
        boolean isHidden,
        Optional<JsonObject> apiService,
        Optional<JsonObject> service,
        Optional<JsonObject> deployment,
        GatewaySettings settings) {
    /** Of the API. */
    public static final String GROUP = "cluster.core.oam.dev";
    /** By which the hub knows the gateway. */
    public static final String API_SERVICE = "v1alpha1." + GROUP;

    private static final String LABEL = "app.kubernetes.io/name";

    /**
     * Looks for it.
     *
     * @param parser from arguments to the configuration tree
     */
    public static Installation find(Asked hub, Function<List<String>, JsonObject> parser) {
        Optional<JsonObject> apiService;
        boolean isHidden = false;
        try {
            apiService = hub.find("/apis/apiregistration.k8s.io/v1/apiservices/" + API_SERVICE);
        } catch (HubFault fault) {
            if (fault.code() != 403) {
                throw fault;
            }
            apiService = Optional.empty();
            isHidden = true;
        }
        Optional<JsonObject> service = apiService
                .map(Installation::servicePath)
                .filter(path -> !path.isEmpty())
                .flatMap(hub::glimpse);
        Optional<JsonObject> deployment =
                service.flatMap(found -> behind(hub, found)).or(() -> labelled(hub));
        List<String> arguments = deployment.map(Installation::arguments).orElse(List.of());
        return new Installation(
                isHidden,
                apiService,
                service,
                deployment,
                GatewaySettings.of(parser.apply(arguments), deployment.isPresent()));
    }

    static String servicePath(JsonObject apiService) {
        JsonObject named = Paper.object(apiService, "spec", "service");
        return named.isEmpty()
                ? ""
                : "/api/v1/namespaces/%s/services/%s"
                        .formatted(Paper.text(named, "namespace"), Paper.text(named, "name"));
    }

    /** The ServiceAccount of its pods. */
    public Optional<Account> account() {
        return deployment.map(found -> {
            String name = Paper.text(found, "spec", "template", "spec", "serviceAccountName");
            return new Account(Paper.text(found, "metadata", "namespace"), name.isEmpty() ? "default" : name);
        });
    }

    private static Optional<JsonObject> behind(Asked hub, JsonObject service) {
        JsonObject selector = Paper.object(service, "spec", "selector");
        if (selector.isEmpty()) {
            return Optional.empty();
        }
        return deployments(hub, "/namespaces/" + Paper.text(service, "metadata", "namespace") + "/deployments")
                .filter(found -> Paper.object(found, "spec", "template", "metadata", "labels")
                        .getMap()
                        .entrySet()
                        .containsAll(selector.getMap().entrySet()))
                .findFirst();
    }

    private static Optional<JsonObject> labelled(Asked hub) {
        return deployments(hub, "/deployments?labelSelector=" + LABEL + "%3Dcluster-gateway")
                .findFirst();
    }

    private static Stream<JsonObject> deployments(Asked hub, String path) {
        return hub.glimpse("/apis/apps/v1" + path).stream().flatMap(list -> Paper.items(list, "items").stream());
    }

    /** The first container of a Deployment's pods, which is the gateway. */
    public static Optional<JsonObject> container(JsonObject deployment) {
        return Paper.items(Paper.object(deployment, "spec", "template", "spec"), "containers").stream()
                .findFirst();
    }

    /** What the program in it is started with, its own name not among it. */
    public static List<String> arguments(JsonObject deployment) {
        return container(deployment)
                .map(container -> Stream.concat(
                                Paper.texts(container, "command").stream().skip(1),
                                Paper.texts(container, "args").stream())
                        .toList())
                .orElse(List.of());
    }
}
