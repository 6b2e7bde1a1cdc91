package io.clustergateway.bench;

import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules of one kind, numbered from 0. */
public enum RuleText {
    LITERAL_1(1, RuleText::literal),
    LITERAL_100(100, RuleText::literal),
    LITERAL_10000(10_000, RuleText::literal),
    /** Conditions as people write them. */
    CEL_100(100, RuleText::cel),
    /** Conditions of which nothing can be told without running them, all of them to the end. */
    OPAQUE_100(100, RuleText::opaque);

    static final RulesInForce NONE = new RulesInForce(Optional.empty(), RuleSet.empty(Scope.GLOBAL));

    private static final String HEAD = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              clientIdentityExchanger:
                rules:
            """;

    private final int count;
    private final IntFunction<String> rule;

    RuleText(int count, IntFunction<String> rule) {
        this.count = count;
        this.rule = rule;
    }

    int count() {
        return count;
    }

    RulesInForce compile() {
        String text = IntStream.range(0, count).mapToObj(rule).collect(Collectors.joining("", HEAD, ""));
        Compilation compilation =
                new RulesCompiler(Limits.DEFAULT, true).compile(Scope.GLOBAL, List.of(new RuleSource(name(), text)));
        return compilation
                .rules()
                .map(rules -> new RulesInForce(Optional.empty(), rules))
                .orElseThrow(
                        () -> new IllegalStateException(compilation.errors().toString()));
    }

    private static String literal(int number) {
        return """
            - name: rule-%1$d
              source: {user: user-%1$d, cluster: member-%2$d}
              target: {user: mapped-%1$d}
              type: StaticMappingIdentityExchanger
        """.formatted(number, number % 100);
    }

    private static String cel(int number) {
        return """
            - name: rule-%1$d
              when: >-
                cluster.labels.region == "eu" && request.verb in ["get", "list", "watch"] &&
                request.groups.exists(group, group.startsWith("team-%1$d-"))
              target: {userExpression: '"eu:" + request.user'}
              type: StaticMappingIdentityExchanger
        """.formatted(number);
    }

    private static String opaque(int number) {
        return """
            - name: rule-%1$d
              when: size(request.groups) > 2 && request.user.lowerAscii() == "user-%1$d"
              target: {user: mapped-%1$d}
              type: StaticMappingIdentityExchanger
        """.formatted(number);
    }
}
