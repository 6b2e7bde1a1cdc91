package io.clustergateway.rules;

import java.util.List;
import java.util.Optional;

/** Rule texts for tests, and what becomes of them. */
final class Texts {
    private static final RulesCompiler COMPILER = new RulesCompiler(Limits.DEFAULT, true);

    private static final String HEAD = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
            """;

    private Texts() {}

    /** A document with these rules, a YAML list. */
    static String document(String rules) {
        return document("", rules);
    }

    /** A document with these fields of the spec before its rules. */
    static String document(String spec, String rules) {
        return HEAD
                + spec.indent(2)
                + "  clientIdentityExchanger:\n    rules:"
                + (rules.isBlank() ? " []\n" : "\n" + rules.indent(4));
    }

    static Compilation compile(Scope scope, String... texts) {
        List<RuleSource> sources = new java.util.ArrayList<>();
        for (String text : texts) {
            sources.add(new RuleSource("file-" + (sources.size() + 1), text));
        }
        return COMPILER.compile(scope, sources);
    }

    /** The rule set of a document that must be in order. */
    static RuleSet set(Scope scope, String document) {
        Compilation compilation = compile(scope, document);
        return compilation.rules().orElseThrow(() -> new AssertionError(compilation.findings()));
    }

    /** Global rules and no others. */
    static RulesInForce inForce(String rules) {
        return new RulesInForce(Optional.empty(), set(Scope.GLOBAL, document(rules)));
    }

    /** A member's own rules before global ones. */
    static RulesInForce inForce(String memberDocument, String globalDocument) {
        return new RulesInForce(Optional.of(set(Scope.MEMBER, memberDocument)), set(Scope.GLOBAL, globalDocument));
    }

    /** The findings of a document with these rules, one line each. */
    static List<String> findings(String rules) {
        return compile(Scope.GLOBAL, document(rules)).findings().stream()
                .map(Finding::line)
                .toList();
    }
}
