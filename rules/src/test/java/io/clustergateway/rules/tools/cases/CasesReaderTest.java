package io.clustergateway.rules.tools.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.RuleSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How cases are written. */
final class CasesReaderTest {
    private static final String HEAD = "kind: ClusterGatewayRulesTest\nrules: [r.yaml]\ncases:\n";

    @Test
    void readsEveryField() {
        CasesReader.Cases cases = read("""
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayRulesTest
                metadata: {name: anything}
                rules: [a.yaml, b.yaml]
                shadow: true
                cases:
                - name: one
                  caller: {user: alice, uid: "1", groups: [g], extra: {Scopes: [a, b]}}
                  cluster: {name: alpha, labels: {region: eu}, alias: Alpha, provider: aws}
                  request: {verb: list, path: '/api/v1/pods?watch=true'}
                  expect: {user: bob, uid: "2", groups: [h], extra: {k: [v]}}
                  rule: some
                ---
                kind: ClusterGatewayRulesTest
                rules: []
                cases:
                - {name: two, caller: {user: b}, cluster: c, expect: {privileged: true}}
                - {name: three, caller: {user: b}, cluster: c, expect: {refused: RuleFailed}, rule: ""}
                - {name: four, caller: {user: b}, cluster: c, expect: {external: ask}}
                """);
        assertThat(cases.findings()).isEmpty();
        List<CaseSet> sets = cases.sets();
        assertThat(sets).extracting(CaseSet::rules).containsExactly(List.of("a.yaml", "b.yaml"), List.of());
        assertThat(sets).extracting(CaseSet::shadow).containsExactly(true, false);
        TestCase one = sets.get(0).cases().get(0);
        assertThat(one.at()).hasToString("test.yaml:7:3");
        assertThat(one.caller())
                .isEqualTo(new Identity("alice", Optional.of("1"), List.of("g"), Map.of("scopes", List.of("a", "b"))));
        assertThat(one.facts().orElseThrow().labels()).containsEntry("region", "eu");
        assertThat(one.request()).isEqualTo(new RequestLine("list", "/api/v1/pods?watch=true"));
        assertThat(one.expect())
                .isEqualTo(new Expectation.Somebody(
                        new Identity("bob", Optional.of("2"), List.of("h"), Map.of("k", List.of("v")))));
        assertThat(one.rule()).contains("some");
        List<TestCase> more = sets.get(1).cases();
        assertThat(more)
                .extracting(TestCase::expect)
                .containsExactly(
                        new Expectation.Privileged(),
                        new Expectation.Refused(Decision.Reason.FAILED),
                        new Expectation.External("ask"));
        assertThat(more)
                .extracting(TestCase::rule)
                .containsExactly(Optional.empty(), Optional.of(""), Optional.empty());
        assertThat(more.get(0).facts()).isEmpty();
        assertThat(more.get(0).request()).isEqualTo(RequestLine.DEFAULT);
    }

    @Test
    void namesEveryFaultWithItsPlace() {
        assertThat(faults(HEAD + """
                - nam: one
                  caller: {usr: alice}
                  cluster: {labels: {a: 1}}
                  expect: {}
                - {name: 1, caller: x, cluster: 2, expect: {user: a, privileged: true}}
                - {name: a, caller: {user: ""}, cluster: c, request: {path: api}, expect: {refused: Denied}}
                - {name: a, caller: {user: b, groups: g}, cluster: c, expect: {privileged: false}}
                - x
                """))
                .containsExactly(
                        "4:3 UnknownField unknown field nam (expected: name, caller, cluster, request, expect, rule)",
                        "4:3 MissingField name: missing (expected: a few words that no other case has)",
                        "5:11 MissingField caller.user: missing (expected: a name)",
                        "5:12 UnknownField unknown field caller.usr (expected: user, uid, groups, extra)",
                        "6:12 MissingField cluster.name: missing (expected: the member's name)",
                        "6:25 WrongKind cluster.labels.a: a number (expected: text, in quotes)",
                        "7:11 ExclusiveFields expect: nothing (expected: one of user, privileged, refused, external)",
                        "8:10 WrongKind name: a number (expected: text, in quotes)",
                        "8:21 WrongKind caller: text (expected: a map with user, uid, groups, extra)",
                        "8:33 WrongKind cluster: a number (expected: text, in quotes)",
                        "8:44 ExclusiveFields expect: user and privileged (expected: one of user, privileged, refused, external)",
                        "9:28 EmptyValue caller.user: \"\" (expected: text that is not empty)",
                        "9:61 InvalidPath request.path: api (expected: the path at the member, which begins with a slash)",
                        "9:85 UnknownReason expect.refused: Denied (expected: IdentityDenied, RuleFailed, IdentityInvalid)",
                        "10:10 DuplicateName name: a is taken (expected: unique in the file)",
                        "10:39 WrongKind caller.groups: text (expected: a list of texts)",
                        "10:76 InvalidBoolean expect.privileged: false (expected: true, or another expectation)",
                        "11:3 WrongKind cases[4]: text (expected: a map)");
    }

    @Test
    void refusesWhatIsNoFileOfCases() {
        assertThat(faults("kind: ClusterGatewayConfiguration"))
                .containsExactly(
                        "1:7 UnknownKind kind: ClusterGatewayConfiguration (expected: ClusterGatewayRulesTest)");
        assertThat(faults("")).containsExactly("1:1 EmptyText no document (expected: a ClusterGatewayRulesTest)");
        assertThat(faults("- a"))
                .containsExactly("1:1 WrongKind document: a list (expected: a map with rules and cases)");
        assertThat(faults("kind: ClusterGatewayRulesTest"))
                .containsExactly(
                        "1:1 MissingField rules: missing (expected: a list of rule files, relative to this file)");
        assertThat(faults("kind: ClusterGatewayRulesTest\nrules: []"))
                .containsExactly("1:1 MissingField cases: missing (expected: a list of one case at least)");
        assertThat(faults("a: [")).hasSize(1);
        assertThat(faults(HEAD + "- {name: *x}")).isNotEmpty();
        assertThat(faults(HEAD + "- {name: a, caller: !!x {user: b}, cluster: c, expect: !!y {user: z}}"))
                .isNotEmpty();
    }

    private static List<String> faults(String text) {
        return read(text).findings().stream()
                .map(finding -> "%d:%d %s %s"
                        .formatted(finding.at().line(), finding.at().column(), finding.code(), finding.message()))
                .toList();
    }

    private static CasesReader.Cases read(String text) {
        CasesReader.Cases cases = CasesReader.read(new RuleSource("test.yaml", text));
        assertThat(cases.findings()).allMatch(Finding::isError);
        return cases;
    }
}
