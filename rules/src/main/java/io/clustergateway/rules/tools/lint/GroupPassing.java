package io.clustergateway.rules.tools.lint;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.ScalarText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Group expressions that hand on the groups by which the hub's own components are known. They are tried: a caller in
 * these groups is put to a rule that has the expression and nothing else.
 */
final class GroupPassing {
    private static final String MASTERS = "system:masters";
    /** The whole list, not a use of it such as {@code request.groups.filter(…)} or {@code x in request.groups}. */
    private static final Pattern WHOLE = Pattern.compile("(?<!in )request\\.groups(?!\\s*[.\\[\\w])");

    private static final Question PROBE = new Question(
            new Identity("probe", Optional.empty(), List.of(MASTERS, "system:nodes", "developers"), Map.of()),
            new RequestFacts("get", "", "pods", "", "default", "probe", "/api/v1/namespaces/default/pods/probe"),
            new ClusterFacts("probe", Map.of(), "", ""));

    private final RulesCompiler compiler;
    private final Map<String, Boolean> tried = new HashMap<>();

    GroupPassing(RulesCompiler compiler) {
        this.compiler = compiler;
    }

    /** Whether it does so; where the trial fails, whether it looks so. */
    boolean passesSystemGroups(RuleDraft rule) {
        Optional<ScalarText> expression = rule.target().flatMap(target -> target.groupsExpression());
        return expression
                .map(ScalarText::value)
                .filter(text -> tried.computeIfAbsent(text, this::passes))
                .isPresent();
    }

    private boolean passes(String expression) {
        Compilation compilation = compiler.compile(Scope.GLOBAL, List.of(new RuleSource("probe", text(expression))));
        Optional<RuleSet> rules = compilation.rules();
        Optional<Decision> decision = rules.map(set -> new RulesInForce(Optional.empty(), set).decide(PROBE));
        return decision.filter(Decision.As.class::isInstance)
                .map(as -> ((Decision.As) as).identity().groups().contains(MASTERS))
                .orElseGet(() -> WHOLE.matcher(expression).find());
    }

    /** JSON, which is YAML too. */
    private static String text(String expression) {
        StringBuilder quoted = new StringBuilder();
        expression
                .chars()
                .forEach(c -> quoted.append(
                        c >= ' ' && c < 0x7f && c != '"' && c != '\\'
                                ? String.valueOf((char) c)
                                : "\\u%04x".formatted(c)));
        return """
                {"apiVersion": "cluster.core.oam.dev/v1alpha1", "kind": "ClusterGatewayConfiguration",
                 "spec": {"clientIdentityExchanger": {"rules": [{
                   "name": "probe", "type": "StaticMappingIdentityExchanger", "source": {},
                   "target": {"user": "probe", "groupsExpression": "%s"}}]}}}
                """.formatted(quoted);
    }
}
