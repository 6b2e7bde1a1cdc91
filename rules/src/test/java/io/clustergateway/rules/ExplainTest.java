package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExplainTest {
    private static final RulesInForce RULES = Texts.inForce(Texts.document("""
                    - {name: by-user, source: {user: bob}, type: PrivilegedIdentityExchanger}
                    - {name: by-uid, source: {uid: "7"}, type: PrivilegedIdentityExchanger}
                    - {name: by-group, source: {user: alice, group: ops}, type: PrivilegedIdentityExchanger}
                    """), Texts.document("""
                    - {name: by-cluster, source: {cluster: beta}, type: PrivilegedIdentityExchanger}
                    - {name: by-user-pattern, source: {userPattern: "^b"}, type: PrivilegedIdentityExchanger}
                    - {name: by-group-pattern, source: {groupPattern: "^b"}, type: PrivilegedIdentityExchanger}
                    - {name: by-cluster-pattern, source: {clusterPattern: "^b"}, type: PrivilegedIdentityExchanger}
                    - {name: by-when, source: {user: alice}, when: request.verb == "list", type: PrivilegedIdentityExchanger}
                    - {name: deciding, source: {user: alice}, when: request.verb == "get", type: PrivilegedIdentityExchanger}
                    - {name: behind, source: {}, type: PrivilegedIdentityExchanger}
                    """));

    @Test
    void saysOfEachRuleWhatDidNotHold() {
        Explanation explanation = RULES.explain(Asking.by("alice", "dev").question());
        assertThat(explanation.asked())
                .extracting(trace -> "%s: %s %s %s"
                        .formatted(trace.rule().name(), trace.outcome(), trace.condition(), trace.detail())
                        .strip())
                .containsExactly(
                        "by-user: NOT_MATCHED source.user request.user == \"bob\"",
                        "by-uid: NOT_MATCHED source.uid request.uid == \"7\"",
                        "by-group: NOT_MATCHED source.group \"ops\" in request.groups",
                        "by-cluster: NOT_MATCHED source.cluster cluster.name == \"beta\"",
                        "by-user-pattern: NOT_MATCHED source.userPattern request.user.matches(\"^b\")",
                        "by-group-pattern: NOT_MATCHED source.groupPattern "
                                + "request.groups.exists(group, group.matches(\"^b\"))",
                        "by-cluster-pattern: NOT_MATCHED source.clusterPattern cluster.name.matches(\"^b\")",
                        "by-when: NOT_MATCHED when request.verb == \"list\"",
                        "deciding: MATCHED");
        assertThat(Said.of(explanation.decision())).isEqualTo("credential");
    }

    @Test
    void saysWhatARuleThrew() {
        RulesInForce rules = Texts.inForce(
                "- {name: broken, when: 'cluster.labels.region == \"eu\"', type: PrivilegedIdentityExchanger}");
        Explanation explanation = rules.explain(Asking.by("alice").question());
        assertThat(explanation.asked()).singleElement().satisfies(trace -> {
            assertThat(trace.outcome()).isEqualTo(Trace.Outcome.FAILED);
            assertThat(trace.detail()).isEqualTo("key 'region' is not present in map.");
        });
        assertThat(Said.of(explanation.decision())).isEqualTo("refused RuleFailed");
    }

    @Test
    void aRuleThatGivesNoIdentityHasMatched() {
        RulesInForce rules = Texts.inForce(
                "- {name: empty, source: {}, target: {userExpression: request.uid}, type: StaticMappingIdentityExchanger}");
        Explanation explanation = rules.explain(Asking.by("alice").question());
        assertThat(explanation.asked())
                .singleElement()
                .extracting(Trace::outcome)
                .isEqualTo(Trace.Outcome.MATCHED);
        assertThat(Said.of(explanation.decision())).isEqualTo("refused IdentityInvalid");
    }

    @Test
    void whomNoRuleMatchesHasBeenAskedOfAll() {
        Explanation explanation = Texts.inForce("- {name: one, source: {user: bob}, type: PrivilegedIdentityExchanger}")
                .explain(Asking.by("alice").question());
        assertThat(explanation.asked()).hasSize(1);
        assertThat(explanation.decision().rule()).isEmpty();
    }
}
