package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.Installation;
import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** ClusterRoles with which the Go program lets exec pass that asks by GET, and this one does not. */
final class UserRoles {
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

    /** On the roles of Kubernetes' own controllers, which read everything and exec nowhere. */
    private static final String OF_KUBERNETES = "kubernetes.io/bootstrapping";

    private final Asked hub;

    UserRoles(Asked hub) {
        this.hub = hub;
    }

    Check look() {
        String id = "hub.roles.upgrades";
        List<String> roles;
        try {
            roles = Paper.items(hub.get(ROLES), "items").stream()
                    .filter(role -> Paper.text(role, "metadata", "labels", OF_KUBERNETES)
                            .isEmpty())
                    .filter(UserRoles::readsOnly)
                    .map(role -> Paper.text(role, "metadata", "name"))
                    .toList();
        } catch (HubFault fault) {
            return Check.skipped(id, "you may not see ClusterRoles: " + Paper.oneLine(fault.getMessage()));
        }
        if (roles.isEmpty()) {
            return Check.ok(id, "no ClusterRole grants get on clustergateways/proxy without create");
        }
        return Check.warning(
                id,
                "ClusterRole %s: get on clustergateways/proxy without create".formatted(String.join(", ", roles)),
                "exec, attach, port-forward and proxy by WebSocket are 403 for whoever has no more than that",
                "create among its verbs, or --upgrades-need-create=false among the arguments");
    }

    private static boolean readsOnly(JsonObject role) {
        List<String> verbs = Paper.items(role, "rules").stream()
                .filter(UserRoles::isAboutProxy)
                .flatMap(rule -> Paper.texts(rule, "verbs").stream())
                .toList();
        return verbs.contains("get") && Stream.of("create", "*").noneMatch(verbs::contains);
    }

    private static boolean isAboutProxy(JsonObject rule) {
        return contains(Paper.texts(rule, "apiGroups"), Installation.GROUP)
                && (contains(Paper.texts(rule, "resources"), "clustergateways/proxy")
                        || Paper.texts(rule, "resources").contains("*/proxy"));
    }

    private static boolean contains(List<String> granted, String wanted) {
        return granted.contains(wanted) || granted.contains("*");
    }
}
