package io.clustergateway.rules.tools.rbac;

import java.util.ArrayList;
import java.util.List;

/** Writes roles and their bindings, with the reasons as comments. */
final class Manifest {
    static final String NAME = "cluster-gateway-impersonator";
    private static final String ACCOUNT = "system:serviceaccount:";

    private final String subject;
    private final List<String> documents = new ArrayList<>();

    Manifest(String subject) {
        this.subject = subject;
    }

    /** One rule of a role; without names for any of them. */
    record Grant(List<String> comment, String group, List<String> resources, List<String> verbs, List<String> names) {}

    void clusterRole(List<String> rules) {
        add("ClusterRole", "", rules);
    }

    void role(String namespace, List<String> rules) {
        add("Role", namespace, rules);
    }

    private void add(String kind, String namespace, List<String> rules) {
        String at = namespace.isEmpty() ? "" : "  namespace: %s%n".formatted(quoted(namespace));
        documents.add("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %s
                metadata:
                  name: %s
                %srules:
                %s---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %sBinding
                metadata:
                  name: %s
                %sroleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: %s
                  name: %s
                subjects:
                %s""".formatted(kind, NAME, at, String.join("", rules), kind, NAME, at, kind, NAME, subject()));
    }

    String text() {
        return String.join("---\n", documents);
    }

    static String rule(Grant grant) {
        StringBuilder text = new StringBuilder(comment(grant.comment()));
        text.append("- apiGroups: [%s]%n".formatted(quoted(grant.group())));
        text.append("  resources: [%s]%n".formatted(list(grant.resources())));
        text.append("  verbs: [%s]%n".formatted(list(grant.verbs())));
        if (!grant.names().isEmpty()) {
            text.append("  resourceNames: [%s]%n".formatted(list(grant.names())));
        }
        return text.toString();
    }

    static String comment(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("# ").append(printable(line)).append('\n'));
        return text.toString();
    }

    private String subject() {
        String[] account = subject.startsWith(ACCOUNT)
                ? subject.substring(ACCOUNT.length()).split(":", 2)
                : new String[0];
        return account.length == 2
                ? "- kind: ServiceAccount%n  name: %s%n  namespace: %s%n"
                        .formatted(quoted(account[1]), quoted(account[0]))
                : "- apiGroup: rbac.authorization.k8s.io%n  kind: User%n  name: %s%n".formatted(quoted(subject));
    }

    private static String list(List<String> texts) {
        return String.join(", ", texts.stream().map(Manifest::quoted).toList());
    }

    /** JSON's quotes, which YAML knows. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", "?");
    }
}
