package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DecisionTest {
    private static final String ADMINS_ARE_PRIVILEGED = """
            - name: admins
              source: {group: admins}
              type: PrivilegedIdentityExchanger
            """;

    @Test
    void theHigherPriorityIsAskedFirst() {
        RulesInForce rules = Texts.inForce(ADMINS_ARE_PRIVILEGED + """
                - name: careful
                  priority: 1
                  source: {user: alice}
                  target: {user: careful-alice}
                  type: StaticMappingIdentityExchanger
                """);
        assertThat(Asking.by("alice", "admins").of(rules)).isEqualTo("careful-alice");
        assertThat(Asking.by("bob", "admins").of(rules)).isEqualTo("credential");
    }

    @Test
    void negativePrioritiesComeLast() {
        RulesInForce rules = Texts.inForce("""
                - {name: last, priority: -2147483648, source: {user: a}, target: {user: last}, type: StaticMappingIdentityExchanger}
                - {name: middle, source: {user: a}, target: {user: middle}, type: StaticMappingIdentityExchanger}
                - {name: first, priority: 2147483647, source: {user: a}, target: {user: first}, type: StaticMappingIdentityExchanger}
                """);
        assertThat(rules.global().rules()).extracting(Rule::name).containsExactly("first", "middle", "last");
        assertThat(Asking.by("a").of(rules)).isEqualTo("first");
    }

    @Test
    void theEarlierLineIsAskedFirstAmongEqualPriorities() {
        RulesInForce rules = Texts.inForce("""
                - {name: one, source: {userPattern: al}, target: {user: one}, type: StaticMappingIdentityExchanger}
                - {name: two, source: {user: alice}, target: {user: two}, type: StaticMappingIdentityExchanger}
                """);
        assertThat(Asking.by("alice").of(rules)).isEqualTo("one");
    }

    @Test
    void aMembersOwnRulesAreAskedBeforeTheGlobalOnesWhateverThePriorities() {
        RulesInForce rules = Texts.inForce(Texts.document("""
                        - {name: own, source: {user: alice}, target: {user: own}, type: StaticMappingIdentityExchanger}
                        """), Texts.document("""
                        - {name: global, priority: 99, source: {userPattern: .}, target: {user: global}, type: StaticMappingIdentityExchanger}
                        """));
        assertThat(Asking.by("alice").of(rules)).isEqualTo("own");
        assertThat(Asking.by("bob").of(rules)).isEqualTo("global");
    }

    @Test
    void whomNoRuleMatchesKeepsTheirOwnIdentity() {
        RulesInForce rules = Texts.inForce(ADMINS_ARE_PRIVILEGED);
        assertThat(Asking.by("bob", "dev").uid("u-1").extra("team", "x").of(rules))
                .isEqualTo("bob[dev]{team=[x]}");
    }

    @Test
    void eitherScopesDenyRefusesWhomNoRuleMatches() {
        String deny = Texts.document("defaultAction: Deny", "");
        String impersonate = Texts.document("defaultAction: Impersonate", "");
        String silent = Texts.document("");
        assertThat(Asking.by("bob").of(Texts.inForce(deny, silent))).isEqualTo("refused IdentityDenied");
        assertThat(Asking.by("bob").of(Texts.inForce(silent, deny))).isEqualTo("refused IdentityDenied");
        assertThat(Asking.by("bob").of(Texts.inForce(impersonate, deny))).isEqualTo("refused IdentityDenied");
        assertThat(Asking.by("bob").of(Texts.inForce(impersonate, silent))).isEqualTo("bob");
    }

    @Test
    void aMembersPolicyIsLaidOverTheGlobalOneFieldByField() {
        RulesInForce rules = Texts.inForce(
                Texts.document("impersonation: {hubIdentityPrefix: 'm:'}", ""),
                Texts.document("impersonation: {hubIdentityPrefix: 'g:', forwardUid: true}", ""));
        assertThat(Asking.by("bob", "dev").uid("u-1").of(rules)).isEqualTo("m:bob[m:dev]#u-1");
    }

    @Test
    void staticTargetsAreTakenAsTheyStandWhateverThePolicySays() {
        RulesInForce rules = new RulesInForce(
                java.util.Optional.empty(),
                Texts.set(
                        Scope.GLOBAL,
                        Texts.document("impersonation: {dropSystemGroups: true, hubIdentityPrefix: 'hub:'}", """
                                - name: map
                                  source: {user: alice}
                                  target: {user: root, groups: ["system:masters"], uid: u-9, extra: {Scopes: [a, b]}}
                                  type: StaticMappingIdentityExchanger
                                """)));
        assertThat(Asking.by("alice", "dev").uid("u-1").of(rules)).isEqualTo("root[system:masters]#u-9{scopes=[a, b]}");
    }

    @Test
    void staticTargetsTakeNothingOverFromTheCaller() {
        RulesInForce rules = Texts.inForce(
                "- {name: map, source: {user: alice}, target: {user: bob}, type: StaticMappingIdentityExchanger}");
        assertThat(Asking.by("alice", "system:masters")
                        .uid("u-1")
                        .extra("k", "v")
                        .of(rules))
                .isEqualTo("bob");
    }

    @Test
    void externalRulesAreToBeAsked() {
        RulesInForce rules = Texts.inForce("""
                - {name: ext, source: {userPattern: "^ext-"}, url: "https://exchanger.example/", type: ExternalIdentityExchanger}
                """);
        assertThat(Asking.by("ext-1").of(rules)).isEqualTo("ask ext");
        assertThat(Asking.by("int-ext-1").of(rules)).isEqualTo("int-ext-1");
    }

    @Test
    void conditionsMayLookAtEveryVariable() {
        RulesInForce rules = Texts.inForce("""
                - name: all
                  when: >-
                    request.user == "u" && request.uid == "i" && "g" in request.groups && request.extra["k"] == ["v"] &&
                    request.verb == "create" && request.apiGroup == "apps" && request.resource == "deployments" &&
                    request.subresource == "scale" && request.namespace == "n" && request.name == "d" &&
                    request.path == "/x" && cluster.name == "alpha" && cluster.labels == {"zone": "1"} &&
                    cluster.alias == "" && cluster.provider == ""
                  type: PrivilegedIdentityExchanger
                """);
        RequestFacts scale = new RequestFacts("create", "apps", "deployments", "scale", "n", "d", "/x");
        Asking asking = Asking.by("u", "g").uid("i").extra("k", "v").labelled("zone", "1");
        assertThat(asking.requesting(scale).of(rules)).isEqualTo("credential");
        assertThat(asking.of(rules)).isEqualTo("u[g]{k=[v]}");
    }

    @Test
    void sourceAndWhenMustBothHold() {
        RulesInForce rules = Texts.inForce("""
                - name: both
                  source: {group: dev, clusterPattern: "^al"}
                  when: request.verb == "get" // || request.verb == "delete"
                  type: PrivilegedIdentityExchanger
                """);
        assertThat(Asking.by("u", "dev").of(rules)).isEqualTo("credential");
        assertThat(Asking.by("u", "ops").of(rules)).isEqualTo("u[ops]");
        assertThat(Asking.by("u", "dev").at("beta").of(rules)).isEqualTo("u[dev]");
    }

    @Test
    void aTextThatLooksLikeCelIsOnlyAText() {
        RulesInForce rules = Texts.inForce("""
                - {name: injected, source: {user: 'x" || true || "'}, type: PrivilegedIdentityExchanger}
                - {name: escaped, source: {user: '\\"', group: "a\\\\b"}, type: PrivilegedIdentityExchanger}
                """);
        assertThat(Asking.by("y").of(rules)).isEqualTo("y");
        assertThat(Asking.by("x\" || true || \"").of(rules)).isEqualTo("credential");
        assertThat(Asking.by("\\\"", "a\\b").of(rules)).isEqualTo("credential");
    }

    @Test
    void refusalsNameTheRuleAndNoValue() {
        RulesInForce rules = Texts.inForce(
                "- {name: broken, when: 'cluster.labels.region == request.user', type: PrivilegedIdentityExchanger}");
        Decision.Refused refused =
                (Decision.Refused) rules.decide(Asking.by("secret-name").question());
        assertThat(refused.message()).contains("broken").doesNotContain("secret-name");
        assertThat(refused.rule()).map(Rule::name).contains("broken");
    }

    @Test
    void anExternalAnswerIsFinishedByThePolicy() {
        RulesInForce rules = new RulesInForce(
                java.util.Optional.empty(),
                Texts.set(
                        Scope.GLOBAL,
                        Texts.document("impersonation: {dropSystemGroups: true, hubIdentityPrefix: 'hub:'}", """
                                - {name: ext, source: {}, url: "https://exchanger.example/", type: ExternalIdentityExchanger}
                                """)));
        Rule rule = rules.global().rules().get(0);
        Question question = Asking.by("alice", "system:masters").question();
        Identity replayed = new Identity("bob", java.util.Optional.empty(), List.of("system:masters", "dev"), Map.of());
        assertThat(Said.of(rules.answered(rule, question, replayed))).isEqualTo("bob[dev]");
        Identity forged = new Identity("bob\r\nImpersonate-Group: x", java.util.Optional.empty(), List.of(), Map.of());
        assertThat(Said.of(rules.answered(rule, question, forged))).isEqualTo("refused IdentityInvalid");
    }
}
