package io.clustergateway.rules.tools;

import io.clustergateway.rules.RuleSource;

/** Rule texts for tests. */
public final class Texts {
    private Texts() {}

    /** A text of these rules, each a block of YAML that begins with {@code - name}; more of the spec may follow. */
    public static RuleSource rules(String rules, String... spec) {
        return new RuleSource(
                "rules.yaml", """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                """ + rules.indent(6) + String.join("\n", spec).indent(2));
    }

    /** A privileged rule of one line. */
    public static String privileged(String name, String more) {
        return "- {name: %s, type: PrivilegedIdentityExchanger, %s}\n".formatted(name, more);
    }

    /** A static rule of one line. */
    public static String mapping(String name, String source, String target) {
        return "- {name: %s, type: StaticMappingIdentityExchanger, %s, target: {%s}}\n".formatted(name, source, target);
    }
}
