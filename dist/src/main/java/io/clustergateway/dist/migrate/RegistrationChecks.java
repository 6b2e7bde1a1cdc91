package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.Installation;
import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the hub knows the gateway, who else keeps that, and who reads its metrics. */
final class RegistrationChecks {
    private static final String ADD_ON = "cluster-gateway";
    private static final String CONFIGURATION =
            "/apis/proxy.open-cluster-management.io/v1alpha1/clustergatewayconfigurations/" + ADD_ON;
    private static final String SERVICE_MONITORS = "/apis/monitoring.coreos.com/v1/servicemonitors";

    private final Asked hub;
    private final Installation installation;

    RegistrationChecks(Asked hub, Installation installation) {
        this.hub = hub;
        this.installation = installation;
    }

    List<Check> look() {
        List<Check> checks = new ArrayList<>();
        installation.apiService().ifPresent(apiService -> {
            checks.add(service(apiService));
            checks.add(verified(apiService));
        });
        addOnManager().ifPresent(checks::add);
        checks.addAll(serviceMonitors());
        return checks;
    }

    private Check service(JsonObject apiService) {
        JsonObject named = Paper.object(apiService, "spec", "service");
        String port = Paper.text(named, "port");
        String seen = "Service %s/%s:%s"
                .formatted(Paper.text(named, "namespace"), Paper.text(named, "name"), port.isEmpty() ? "443" : port);
        return installation.service().isPresent()
                ? Check.ok("hub.service", seen + ", which stays while only the image is exchanged")
                : Check.fault(
                        "hub.service",
                        seen + " is not there, or you may not see it",
                        "the APIService leads nowhere",
                        "cluster-gateway doctor");
    }

    private static Check verified(JsonObject apiService) {
        String id = "hub.apiservice.verified";
        return "true".equals(Paper.text(apiService, "spec", "insecureSkipTLSVerify"))
                ? Check.warning(
                        id,
                        "insecureSkipTLSVerify: true",
                        "so it stays while only the image is exchanged: who answers in the Service's place gets every request",
                        "--self-managed-certificate (docs/install.md), or the chart, which sets caBundle")
                : Check.ok(id, "caBundle: the same files go on being served and watched");
    }

    /** It makes what is missing and keeps caBundle; it does not touch a Deployment that is there. */
    private Optional<Check> addOnManager() {
        Optional<JsonObject> configuration = hub.glimpse(CONFIGURATION);
        if (configuration.isEmpty()) {
            return Optional.empty();
        }
        boolean isKept = installation.apiService().stream()
                .flatMap(found -> Paper.items(Paper.object(found, "metadata"), "ownerReferences").stream())
                .anyMatch(owner -> Paper.text(owner, "kind").equals("ClusterManagementAddOn"));
        String id = "hub.addon-manager";
        String seen = "ClusterGatewayConfiguration %s of Open Cluster Management, secretNamespace %s, egress %s"
                .formatted(
                        ADD_ON,
                        Paper.text(configuration.get(), "spec", "secretNamespace"),
                        Paper.text(configuration.get(), "spec", "egress", "type"));
        return Optional.of(
                isKept
                        ? Check.warning(
                                id,
                                seen,
                                "the add-on manager keeps the APIService's caBundle: exchange the image of its Deployment and let its"
                                        + " certificate be; neither the chart nor --self-managed-certificate",
                                "kubectl -n NAMESPACE set image deployment/%s apiserver=IMAGE (program.image has it)"
                                        .formatted(ADD_ON))
                        : Check.ok(id, seen + "; it is read with --ocm-integration"));
    }

    private List<Check> serviceMonitors() {
        JsonObject labels = installation
                .service()
                .map(service -> Paper.object(service, "metadata", "labels"))
                .orElseGet(JsonObject::new);
        List<Check> checks = new ArrayList<>();
        hub.glimpse(SERVICE_MONITORS)
                .ifPresent(list -> Paper.items(list, "items").stream()
                        .filter(monitor -> selects(monitor, labels))
                        .forEach(monitor -> checks.add(Check.ok(
                                "hub.servicemonitor",
                                "ServiceMonitor %s/%s reads it: the four ocm_proxy_* metrics keep their names, labels and buckets; the chart's Service has labels of its own (metrics.serviceMonitor.enabled)"
                                        .formatted(
                                                Paper.text(monitor, "metadata", "namespace"),
                                                Paper.text(monitor, "metadata", "name"))))));
        return checks;
    }

    private static boolean selects(JsonObject monitor, JsonObject labels) {
        JsonObject wanted = Paper.object(monitor, "spec", "selector", "matchLabels");
        return !wanted.isEmpty()
                && labels.getMap().entrySet().containsAll(wanted.getMap().entrySet());
    }
}
