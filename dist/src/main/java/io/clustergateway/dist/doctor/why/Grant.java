package io.clustergateway.dist.doctor.why;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The RBAC that a refusal asks for, as YAML for kubectl apply. */
record Grant(String user, String verb, String group, String resource, String namespace, String name) {
    /** kube-apiserver's words, which the gateway uses too. */
    private static final Pattern FORBIDDEN = Pattern.compile("(?:User \"(?<user>[^\"]+)\" )?cannot (?<verb>[a-z]+)"
            + " resource \"(?<resource>[^\"]+)\" in API group \"(?<group>[^\"]*)\""
            + "(?: in the namespace \"(?<namespace>[^\"]+)\")?");

    /** What a message names wins over what the request was, because an upgrade needs more than its own verb. */
    Grant as(String message) {
        Matcher said = FORBIDDEN.matcher(message);
        if (!said.find()) {
            return this;
        }
        String about = said.group("namespace") == null ? "" : said.group("namespace");
        return new Grant(user, said.group("verb"), said.group("group"), said.group("resource"), about, name);
    }

    String yaml() {
        boolean inNamespace = !namespace.isEmpty();
        String names = name.isEmpty() ? "" : ", resourceNames: [\"%s\"]".formatted(name);
        String metadata = inNamespace
                ? "{name: for-audited-request, namespace: %s}".formatted(namespace)
                : "{name: for-audited-request}";
        String kind = inNamespace ? "Role" : "ClusterRole";
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %1$s
                metadata: %2$s
                rules:
                - {apiGroups: ["%3$s"], resources: ["%4$s"], verbs: ["%5$s"]%6$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %1$sBinding
                metadata: %2$s
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %1$s, name: for-audited-request}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "%7$s"}""".formatted(kind, metadata, group, resource, verb, names, user.replace("\"", "\\\""));
    }
}
