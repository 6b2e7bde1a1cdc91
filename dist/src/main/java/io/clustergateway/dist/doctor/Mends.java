package io.clustergateway.dist.doctor;

import io.clustergateway.hub.MissingRule;
import java.util.Optional;

/** Commands that mend, ready to be pasted. Placeholders are in capitals or are names of files. */
final class Mends {
    private Mends() {}

    /** {@code kubectl apply} of manifests on standard input. */
    static String apply(String kubectl, String yaml) {
        return "%s apply -f - <<'EOF'\n%s\nEOF".formatted(kubectl, yaml.strip());
    }

    /**
     * A Role (or ClusterRole) of one rule and its binding to a ServiceAccount of the hub.
     *
     * @param object the one that the rule is for; empty for all
     */
    static String grant(String name, Account account, MissingRule rule, String object) {
        String kind = rule.namespace().isPresent() ? "Role" : "ClusterRole";
        String in = rule.namespace().map(ns -> ", namespace: " + ns).orElse("");
        return apply(
                "kubectl",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %s
                metadata: {name: "%s"%s}
                rules:
                %s
                ---
                """.formatted(kind, name, in, rule.yaml(object))
                        + binding(name, account, kind, name, rule.namespace()));
    }

    /** A binding of the ServiceAccount to a role that every hub has. */
    static String bind(String name, Account account, String kind, String role, Optional<String> namespace) {
        return apply("kubectl", binding(name, account, kind, role, namespace));
    }

    private static String binding(String name, Account account, String kind, String role, Optional<String> namespace) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %s
                metadata: {name: "%s"%s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: "%s"}
                subjects:
                - {kind: ServiceAccount, name: %s, namespace: %s}
                """.formatted(
                        namespace.isPresent() ? "RoleBinding" : "ClusterRoleBinding",
                        name,
                        namespace.map(ns -> ", namespace: " + ns).orElse(""),
                        kind,
                        role,
                        account.name(),
                        account.namespace());
    }

    /** Replaces one key of a Secret by what is in a file. */
    static String secretKey(String namespace, String secret, String key, String file) {
        return "kubectl -n %s patch secret %s --type=merge -p \"{\\\"data\\\":{\\\"%s\\\":\\\"$(base64 -w0 %s)\\\"}}\""
                .formatted(namespace, secret, key, file);
    }
}
