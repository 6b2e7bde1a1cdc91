package io.clustergateway.rules.document;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.Scope;
import java.util.ArrayList;
import java.util.List;

/** Rule texts and their readings. */
final class Texts {
    private static final String HEAD = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
            """;

    private Texts() {}

    /** A document whose spec is this; it begins in line 4. */
    static String spec(String spec) {
        return HEAD + spec.indent(2);
    }

    /** A document with these rules; they begin in line 6. */
    static String rules(String rules) {
        return spec("clientIdentityExchanger:\n  rules:\n" + rules.indent(2));
    }

    /** A whole rule on one line. */
    static String rule(String name) {
        return "- {name: %s, type: PrivilegedIdentityExchanger, source: {group: admins}}\n".formatted(name);
    }

    static Reading read(String... texts) {
        return read(Scope.GLOBAL, Limits.DEFAULT, texts);
    }

    /** The texts are named 1.yaml, 2.yaml …. */
    static Reading read(Scope scope, Limits limits, String... texts) {
        List<RuleSource> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(new RuleSource("%d.yaml".formatted(sources.size() + 1), text));
        }
        return new RulesReader(limits, true).read(scope, sources);
    }

    static List<String> lines(Reading reading) {
        return reading.findings().stream().map(Finding::line).toList();
    }
}
