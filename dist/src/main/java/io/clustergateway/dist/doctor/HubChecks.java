package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The hub up to the gateway: who the caller is there, the aggregated API, and whether the caller may use it. */
final class HubChecks {
    private static final String DISCOVERY = "/apis/" + Installation.GROUP + "/v1alpha1";
    private static final Set<String> RESOURCES = Set.of("clustergateways", "clustergateways/proxy", "virtualclusters");

    private final Asked hub;

    HubChecks(Asked hub) {
        this.hub = hub;
    }

    /** @throws HubFault when it does not answer: nothing else can be looked at */
    List<Check> reach() {
        JsonObject version = hub.get("/version");
        List<Check> checks = new ArrayList<>();
        checks.add(Check.ok("hub.reachable", "Kubernetes " + Paper.text(version, "gitVersion")));
        try {
            JsonObject review = hub.post(
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    new JsonObject()
                            .put("apiVersion", "authentication.k8s.io/v1")
                            .put("kind", "SelfSubjectReview"));
            JsonObject user = Paper.object(review, "status", "userInfo");
            checks.add(Check.ok(
                    "hub.identity",
                    "you are %s, of %s"
                            .formatted(Paper.text(user, "username"), String.join(", ", Paper.texts(user, "groups")))));
        } catch (HubFault fault) {
            checks.add(Check.skipped("hub.identity", "the hub does not say: " + words(fault)));
        }
        return checks;
    }

    List<Check> api(Installation installation, ServingCertificate certificate) {
        if (installation.isHidden()) {
            return List.of(
                    Check.skipped("hub.apiservice.exists", "you may not see APIServices"), discovery(), openApi());
        }
        if (installation.apiService().isEmpty()) {
            return List.of(Check.fault(
                    "hub.apiservice.exists",
                    "no APIService " + Installation.API_SERVICE,
                    "the hub does not know the gateway: every request to it is 404",
                    registration(installation)));
        }
        JsonObject apiService = installation.apiService().get();
        List<Check> checks = new ArrayList<>();
        checks.add(Check.ok("hub.apiservice.exists", Installation.API_SERVICE));
        checks.addAll(service(apiService, installation.service()));
        checks.addAll(certificate.look(apiService, installation));
        checks.add(available(apiService));
        checks.add(discovery());
        checks.add(openApi());
        return checks;
    }

    Check mayUse(String member) {
        List<String> denied = new ArrayList<>();
        for (String verb : List.of("get", "create")) {
            JsonObject attributes = new JsonObject()
                    .put("verb", verb)
                    .put("group", Installation.GROUP)
                    .put("resource", "clustergateways")
                    .put("subresource", "proxy")
                    .put("name", member);
            JsonObject answer = hub.post(
                    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                    new JsonObject()
                            .put("apiVersion", "authorization.k8s.io/v1")
                            .put("kind", "SelfSubjectAccessReview")
                            .put("spec", new JsonObject().put("resourceAttributes", attributes)));
            if (!Boolean.TRUE.equals(Paper.object(answer, "status").getValue("allowed"))) {
                denied.add(verb);
            }
        }
        String id = "hub.caller.proxy";
        String whose = member.isEmpty() ? "every member" : "member " + member;
        if (denied.isEmpty()) {
            return Check.ok(id, "you may get and create clustergateways/proxy of " + whose);
        }
        String seen = "you may not %s clustergateways/proxy of %s".formatted(String.join(", ", denied), whose);
        String mend =
                "kubectl create clusterrole use-members --verb=get,create,update,patch,delete --resource=clustergateways.%s/proxy && kubectl create clusterrolebinding use-members --clusterrole=use-members --user=USER"
                        .formatted(Installation.GROUP);
        return denied.contains("get")
                ? Check.fault(id, seen, "the hub refuses your requests to members with 403", mend)
                : Check.warning(id, seen, "you may read members and not change them", mend);
    }

    private List<Check> service(JsonObject apiService, Optional<JsonObject> service) {
        JsonObject named = Paper.object(apiService, "spec", "service");
        String name = Paper.text(named, "namespace") + "/" + Paper.text(named, "name");
        String path = Installation.servicePath(apiService);
        if (service.isEmpty()) {
            return List.of(missing(name, path));
        }
        List<Check> checks = new ArrayList<>();
        checks.add(Check.ok("hub.service.exists", "Service " + name));
        if (!Paper.text(service.get(), "spec", "externalName").isEmpty()) {
            return checks;
        }
        String slices =
                "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices?labelSelector=kubernetes.io%%2Fservice-name%%3D%s"
                        .formatted(Paper.text(named, "namespace"), Paper.text(named, "name"));
        try {
            long ready = Paper.items(hub.get(slices), "items").stream()
                    .flatMap(slice -> Paper.items(slice, "endpoints").stream())
                    .filter(endpoint -> !"false".equals(Paper.text(endpoint, "conditions", "ready")))
                    .count();
            checks.add(
                    ready > 0
                            ? Check.ok("hub.service.endpoints", ready + " ready")
                            : Check.fault(
                                    "hub.service.endpoints",
                                    "Service %s has no ready endpoint".formatted(name),
                                    "no pod of the gateway is ready, or the Service selects others",
                                    "kubectl -n %s get pods,endpointslices; kubectl -n %s logs deploy/cluster-gateway"
                                            .formatted(
                                                    Paper.text(named, "namespace"), Paper.text(named, "namespace"))));
        } catch (HubFault fault) {
            checks.add(Check.skipped("hub.service.endpoints", words(fault)));
        }
        return checks;
    }

    private Check missing(String name, String path) {
        if (path.isEmpty()) {
            return Check.fault(
                    "hub.service.exists",
                    "the APIService names no Service",
                    "the hub serves the group itself, and has nothing to serve",
                    "helm upgrade --install cluster-gateway chart");
        }
        try {
            hub.get(path);
            return Check.ok("hub.service.exists", "Service " + name);
        } catch (HubFault fault) {
            return fault.code() == 404
                    ? Check.fault(
                            "hub.service.exists",
                            "no Service " + name,
                            "the APIService points nowhere",
                            "helm upgrade --install cluster-gateway chart, or name another in spec.service of APIService "
                                    + Installation.API_SERVICE)
                    : Check.skipped("hub.service.exists", words(fault));
        }
    }

    private static Check available(JsonObject apiService) {
        String id = "hub.apiservice.available";
        String seen = Paper.condition(apiService, "Available");
        if (seen.startsWith("True")) {
            return Check.ok(id, seen);
        }
        JsonObject named = Paper.object(apiService, "spec", "service");
        return Check.fault(
                id,
                seen,
                "the hub does not reach the gateway and answers 503 for it; discovery of the whole hub is incomplete",
                "kubectl -n %s get service,endpointslices,pods; kubectl get apiservice %s -o yaml"
                        .formatted(Paper.text(named, "namespace"), Installation.API_SERVICE));
    }

    private Check discovery() {
        String id = "hub.discovery.resources";
        try {
            Set<String> served = Paper.items(hub.get(DISCOVERY), "resources").stream()
                    .map(resource -> Paper.text(resource, "name"))
                    .collect(Collectors.toCollection(TreeSet::new));
            return served.containsAll(RESOURCES)
                    ? Check.ok(id, String.join(", ", served))
                    : Check.fault(
                            id,
                            "only " + String.join(", ", served),
                            "something else than this gateway serves the group",
                            "kubectl get apiservice %s -o yaml".formatted(Installation.API_SERVICE));
        } catch (HubFault fault) {
            return Check.fault(
                    id,
                    words(fault),
                    "kubectl does not find clustergateways",
                    "mend what is wrong above; kubectl get --raw %s shows when it is".formatted(DISCOVERY));
        }
    }

    private Check openApi() {
        String id = "hub.discovery.openapi";
        try {
            boolean isThere = Paper.object(hub.get("/openapi/v3"), "paths").containsKey(DISCOVERY.substring(1));
            return isThere
                    ? Check.ok(id, "in /openapi/v3")
                    : Check.warning(
                            id,
                            "not in /openapi/v3",
                            "kubectl explain does not know clustergateways (the hub looks every minute)",
                            "kubectl get --raw /openapi/v3 in a minute again");
        } catch (HubFault fault) {
            return Check.skipped(id, words(fault));
        }
    }

    private static String registration(Installation installation) {
        return installation.deployment().isEmpty()
                ? "helm upgrade --install cluster-gateway chart (docs/install.md)"
                : "helm upgrade cluster-gateway chart --namespace %s (docs/install.md), which makes the APIService again"
                        .formatted(Paper.text(installation.deployment().get(), "metadata", "namespace"));
    }

    static String words(HubFault fault) {
        return Paper.oneLine((fault.code() == 0 ? "" : fault.code() + ", ") + fault.getMessage());
    }
}
