package io.clustergateway.rules.tools.cases;

import static io.clustergateway.rules.tools.Texts.mapping;
import static io.clustergateway.rules.tools.Texts.privileged;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.tools.RuleBook;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.Texts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a case says when it is not as wanted. */
final class CaseRunTest {
    private static final RuleBook RULES = RuleBook.of(
            new RulesCompiler(Limits.DEFAULT, true),
            RuleTexts.of(
                    List.of(
                            Texts.rules(
                                    privileged("admins", "source: {group: admins}")
                                            + mapping(
                                                    "alice",
                                                    "source: {user: alice}",
                                                    "user: bob, groups: [b, a], uid: u, extra: {k: [v]}")
                                            + mapping("broken", "when: cluster.labels.x == 'y'", "user: x")
                                            + "- {name: ask, type: ExternalIdentityExchanger, url: 'https://x/', source: {user: ext}, priority: 1}"))));

    @Test
    void passesWhateverTheOrderOfGroups() {
        assertThat(run("{user: alice}", "{user: bob, groups: [a, b], uid: u, extra: {k: [v]}}"))
                .isEmpty();
    }

    @Test
    void comparesEveryPartOfAnIdentity() {
        assertThat(run("{user: alice}", "{user: carol}"))
                .containsExactly(
                        "user: want carol, got bob",
                        "uid: want none, got u",
                        "groups: want none, got a, b",
                        "extra: want none, got {k=[v]}");
    }

    @Test
    void saysWhatBecameOfACallerInstead() {
        assertThat(run("{user: alice}", "{privileged: true}"))
                .containsExactly(
                        "outcome: want the member credential's own identity, got bob (groups a, b; uid u; extra k=v)");
        assertThat(run("{user: x, groups: [admins]}", "{refused: IdentityDenied}"))
                .containsExactly("outcome: want refused (IdentityDenied), got the member credential's own identity");
        assertThat(run("{user: ext}", "{user: ext}"))
                .containsExactly("outcome: want ext (no groups), got whom the server of rule ask says");
        assertThat(run("{user: ext}", "{external: other}"))
                .containsExactly(
                        "outcome: want whom the server of rule other says, got whom the server of rule ask says");
        assertThat(run("{user: x}", "{external: ask}").get(0))
                .startsWith("outcome: want whom the server of rule ask says, got refused (RuleFailed): ");
    }

    @Test
    void wantsTheRuleThatItNames() {
        assertThat(run("{user: x, groups: [admins]}", "{privileged: true}, rule: admins"))
                .isEmpty();
        assertThat(run("{user: x, groups: [admins]}", "{privileged: true}, rule: \"\""))
                .containsExactly("rule: want none, got admins");
    }

    @Test
    void failsACaseWhoseRequestIsNone() {
        assertThat(run("{user: x}", "{user: x}, request: {verb: nonsense}")).containsExactly("no such verb");
    }

    private static List<String> run(String caller, String expect) {
        String text = """
                kind: ClusterGatewayRulesTest
                rules: []
                cases:
                - {name: a, cluster: c, caller: %s, expect: %s}
                """.formatted(caller, expect);
        CasesReader.Cases cases = CasesReader.read(new RuleSource("test.yaml", text));
        assertThat(cases.findings()).isEmpty();
        return new CaseRun(RULES, CaseRunTest::facts)
                .run(cases.sets().get(0).cases().get(0))
                .differences();
    }

    private static RequestFacts facts(RequestLine line) {
        if (line.verb().equals("nonsense")) {
            throw new IllegalArgumentException("no such verb");
        }
        return new RequestFacts(line.verb(), "", "", "", "", "", line.path());
    }
}
