package io.clustergateway.rules.tools.lint;

import static io.clustergateway.rules.tools.Texts.mapping;
import static io.clustergateway.rules.tools.Texts.privileged;
import static io.clustergateway.rules.tools.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lint finds beyond the faults of the text. */
final class LinterTest {
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: payments
              annotations:
                cluster.core.oam.dev/cluster-gateway-proxy-configuration: |
                  apiVersion: cluster.core.oam.dev/v1alpha1
                  kind: ClusterGatewayConfiguration
                  spec:
                    clientIdentityExchanger:
                      rules:
                      - name: one
                        type: %s
                        source: {user: alice}
            """;

    private final Linter linter = new Linter(true);

    @Test
    void findsNothingWrongWithPlainRules() {
        assertThat(lint(rules(mapping("one", "source: {user: alice}", "user: bob"))))
                .isEmpty();
    }

    @Test
    void warnsOfAPatternThatIsLookedForAnywhere() {
        List<Finding> findings = lint(rules(mapping("one", "source: {userPattern: admin}", "user: bob")));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).toString().lines().toList())
                .containsExactly(
                        "rules.yaml:6:81: warning: source.userPattern: admin is looked for anywhere in the name (expected: ^admin$,"
                                + " or .* at the end that is meant to be open) (UnanchoredPattern)",
                        " |       - {name: one, type: StaticMappingIdentityExchanger, source: {userPattern: admin}, target: {user: bob}}",
                        " |" + " ".repeat(81) + "^");
    }

    @Test
    void saysToWhomARuleGivesTheCredential() {
        assertThat(lint(rules(
                        privileged("one", "source: {group: ops, userPattern: '^a.*', cluster: alpha}, when: 'true'"))))
                .extracting(Finding::message)
                .containsExactly(
                        "rule one gives all that the member's credential may do to callers with a name that matches"
                                + " ^a.* and in the group ops, at member alpha, where its when holds");
        assertThat(lint(rules(privileged("one", "when: request.verb == 'get'"))))
                .extracting(Finding::message)
                .containsExactly(
                        "rule one gives all that the member's credential may do to every caller, at every member,"
                                + " where its when holds");
    }

    @Test
    void withoutAHubPrivilegedRulesAreFaults() {
        RuleSource text = rules(privileged("one", "source: {user: a}"));
        assertThat(new Linter(false).lint(List.of(text), Set.of()).findings())
                .extracting(Finding::code)
                .containsExactly("PrivilegedNotAllowed");
    }

    @Test
    void namesEveryPairThatPrioritiesReorder() {
        String text = mapping("one", "priority: 1, source: {user: a}", "user: b")
                + mapping("two", "priority: 2, source: {user: c}", "user: b")
                + mapping("three", "priority: 1, source: {user: d}", "user: b")
                + mapping("four", "priority: 2, source: {user: e}", "user: b");
        assertThat(lint(rules(text)))
                .extracting(finding -> finding.code() + " " + finding.at().line() + " "
                        + finding.message().split(",")[0])
                .containsExactly(
                        "ReorderedByPriority 7 rule two (priority 2) is asked before one (priority 1",
                        "ReorderedByPriority 9 rule four (priority 2) is asked before one (priority 1",
                        "ReorderedByPriority 9 rule four (priority 2) is asked before three (priority 1");
    }

    @Test
    void boundsThePairsItNames() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append(mapping("r" + i, "priority: %d, source: {user: u%d}".formatted(i, i), "user: b"));
        }
        List<Finding> findings = lint(rules(text.toString()));
        assertThat(findings).hasSize(201);
        assertThat(findings.get(0).message()).startsWith("1570 more warnings of the code ReorderedByPriority");
    }

    @Test
    void warnsOfExpressionsThatHandTheHubsOwnGroupsOn() {
        assertThat(codes(groups("request.groups"))).containsExactly("PassesSystemGroups");
        assertThat(codes(groups("request.groups.filter(g, g != \"x\")"))).containsExactly("PassesSystemGroups");
        assertThat(codes(groups("request.groups + [\"x\"]"))).containsExactly("PassesSystemGroups");
        assertThat(codes(groups("cluster.labels.region == \"eu\" ? request.groups : []")))
                .containsExactly("PassesSystemGroups");
        assertThat(codes(groups("request.groups.filter(g, g.startsWith(\"team-\"))")))
                .isEmpty();
        assertThat(codes(groups("[cluster.labels.region].filter(g, g in request.groups)")))
                .isEmpty();
        assertThat(codes(rules(
                        mapping("one", "source: {user: alice}", "user: b, groupsExpression: request.groups"),
                        "impersonation: {dropSystemGroups: true}")))
                .isEmpty();
    }

    @Test
    void theGlobalPolicyCountsForMembers() {
        String secret = SECRET.formatted("StaticMappingIdentityExchanger") + " ".repeat(12)
                + "target: {user: b, groupsExpression: request.groups}\n";
        RuleSource manifest = new RuleSource("secret.yaml", secret);
        assertThat(codes(manifest)).containsExactly("PassesSystemGroups");
        assertThat(codes(rules("[]", "impersonation: {dropSystemGroups: true}"), manifest))
                .isEmpty();
    }

    @Test
    void findsTheFaultsOfAnAnnotationAtTheirPlaceInTheManifest() {
        List<Finding> findings = lint(new RuleSource("secret.yaml", SECRET.formatted("Privileged")));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).line()).startsWith("secret.yaml:13:19: error: type: Privileged (expected:");
        assertThat(findings.get(0).excerpt().strip()).isEqualTo("type: Privileged");
    }

    @Test
    void looksAtAnnotationsAsAtThoseOfTheirMember() {
        assertThat(lint(new RuleSource("secret.yaml", SECRET.formatted("PrivilegedIdentityExchanger"))))
                .extracting(Finding::line)
                .containsExactly(
                        "secret.yaml:12:13: warning: rule one gives all that the member's credential may do to callers"
                                + " named alice, at this member (WidensToPrivileged)");
    }

    @Test
    void warnsOfASecretWithoutRules() {
        assertThat(codes(new RuleSource("secret.yaml", "{kind: Secret, metadata: {name: a}}")))
                .containsExactly("NoRules");
    }

    @Test
    void findsTheFaultsOfCases() {
        assertThat(codes(new RuleSource("test.yaml", "{kind: ClusterGatewayRulesTest, rule: [x]}")))
                .contains("UnknownField", "MissingField");
    }

    @Test
    void warnsOfFilesThatTheGatewayWouldTakeForRules() {
        RuleSource cases = new RuleSource("d/test.yaml", """
                kind: ClusterGatewayRulesTest
                rules: [rules.yaml]
                cases:
                - {name: a, caller: {user: b}, cluster: c, expect: {user: b}}
                """);
        RuleSource other = rules("[]");
        assertThat(linter.lint(List.of(other, cases), Set.of("rules.yaml", "d/test.yaml"))
                        .findings())
                .extracting(Finding::code)
                .containsExactly("NotRules");
        assertThat(codes(other, cases)).isEmpty();
    }

    @Test
    void saysNothingOfStyleWhileThereAreFaults() {
        String text = mapping("one", "source: {userPattern: admin}", "user: bob")
                + mapping("two", "source: {usr: x}", "user: b");
        assertThat(codes(rules(text))).containsExactly("UnknownField");
    }

    @Test
    void looksAtShadowRulesBesideTheOthers() {
        RuleSource shadow = new RuleSource(
                "shadow.yaml",
                rules(mapping("one", "source: {userPattern: admin}", "user: bob"), "shadow: true")
                        .text());
        RuleSource live = rules(mapping("one", "source: {user: admin}", "user: bob"));
        assertThat(lint(live, shadow))
                .extracting(finding -> finding.at().source() + " " + finding.code())
                .containsExactly("shadow.yaml UnanchoredPattern");
    }

    private static RuleSource groups(String expression) {
        return rules(mapping("one", "source: {user: alice}", "user: b, groupsExpression: '%s'".formatted(expression)));
    }

    private List<String> codes(RuleSource... texts) {
        return lint(texts).stream().map(Finding::code).toList();
    }

    private List<Finding> lint(RuleSource... texts) {
        return linter.lint(List.of(texts), Set.of()).findings();
    }
}
