package io.clustergateway.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** RBAC of a gateway that keeps its own certificate. */
final class KeeperRights {
    private static final Path GUIDE = Path.of("..", "docs", "install.md");
    private static final String RULE = "    - {apiGroups: ";
    private static final String TEMPLATE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: certificate-keeper, namespace: vela-system}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: certificate-keeper, namespace: vela-system}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: certificate-keeper}
            subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: certificate-keeper}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: certificate-keeper}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: certificate-keeper}
            subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
            """;

    private KeeperRights() {}

    /** Those of the guide, and no others. */
    static String ofTheGuide() throws IOException {
        List<String> rules = Files.readAllLines(GUIDE).stream()
                .filter(line -> line.startsWith(RULE))
                .map(String::strip)
                .toList();
        String ofTheCluster = rules.stream()
                .filter(rule -> rule.contains("apiservices"))
                .findFirst()
                .orElseThrow();
        return TEMPLATE.formatted(
                rules.stream().filter(rule -> !rule.equals(ofTheCluster)).collect(Collectors.joining("\n")),
                ofTheCluster);
    }
}
