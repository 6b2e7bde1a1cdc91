package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.lines;
import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rule;
import static io.clustergateway.rules.document.Texts.rules;
import static io.clustergateway.rules.document.Texts.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.PassingOverrides;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.Scope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What several texts, several documents and the two scopes make of each other. */
final class ScopesTest {
    private static final String SHADOW = "shadow: true\nclientIdentityExchanger: {rules: []}\n";

    @Test
    void noTextAtAllIsASetWithoutRules() {
        assertThat(read())
                .isEqualTo(new Reading(
                        new RulesDraft(List.of(), Optional.empty(), PassingOverrides.NONE),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void laysTextsAndDocumentsTogetherInTheirOrder() {
        Reading reading = read(rules(rule("b")) + "---\n" + rules(rule("a")), rules(rule("c")));

        assertThat(reading.findings()).isEmpty();
        assertThat(reading.live().rules())
                .extracting(draft -> draft.rule().name())
                .containsExactly("b", "a", "c");
        assertThat(reading.live().rules())
                .extracting(draft -> draft.rule().at().toString())
                .containsExactly("1.yaml:6:7", "1.yaml:13:7", "2.yaml:6:7");
    }

    @Test
    void namesTheFirstPlaceOfANameThatIsTakenInAnotherText() {
        assertThat(lines(read(rules(rule("a")), rules(rule("b") + rule("a")))))
                .containsExactly("2.yaml:7:14: error: name: a is taken"
                        + " (expected: unique in the scope; first: 1.yaml:6:14) (DuplicateName)");
    }

    @Test
    void shadowNamesAreAScopeOfTheirOwn() {
        String shadow = rules(rule("a")) + "  shadow: true\n";

        Reading reading = read(rules(rule("a")), shadow);

        assertThat(reading.findings()).isEmpty();
        assertThat(reading.live().rules()).hasSize(1);
        assertThat(reading.shadow().orElseThrow().rules()).hasSize(1);
        assertThat(lines(read(rules(rule("a")), shadow, shadow)))
                .singleElement()
                .asString()
                .startsWith("3.yaml:6:14: error: name: a is taken")
                .contains("first: 2.yaml:6:14");
    }

    @Test
    void onlyOneLiveTextSaysTheDefaultAction() {
        String deny =
                spec("clientIdentityExchanger: {rules: []}\ndefaultAction: Deny\nimpersonation: {forwardUid: true}");

        Reading reading = read(deny, spec("clientIdentityExchanger: {rules: []}"), deny);

        assertThat(reading.live().defaultAction()).contains(DefaultAction.DENY);
        assertThat(lines(reading))
                .containsExactly(
                        "3.yaml:5:3: error: spec.defaultAction: given in another document too"
                                + " (expected: in one; first: 1.yaml:5:3) (GivenTwice)",
                        "3.yaml:6:3: error: spec.impersonation: given in another document too"
                                + " (expected: in one; first: 1.yaml:6:3) (GivenTwice)");
    }

    @Test
    void annotationsAreAlwaysLive() {
        Reading reading = read(Scope.MEMBER, Limits.DEFAULT, spec(SHADOW));

        assertThat(reading.shadow()).isEmpty();
        assertThat(lines(reading))
                .containsExactly("1.yaml:4:3: error: spec.shadow: true"
                        + " (expected: in a global file; an annotation is always live) (ShadowInAnnotation)");
        assertThat(read(Scope.MEMBER, Limits.DEFAULT, spec(SHADOW.replace("true", "false")))
                        .findings())
                .isEmpty();
    }

    @Test
    void warnsThatNothingIsInForceOnlyWhenEveryDocumentIsAShadow() {
        assertThat(lines(read(spec(SHADOW))))
                .containsExactly("1.yaml:1:1: warning: every document has spec.shadow: true,"
                        + " so no rules are in force (OnlyShadow)");
        assertThat(read(spec(SHADOW), rules(rule("a"))).findings()).isEmpty();
    }

    @Test
    void refusesPrivilegedRulesWhereTheyAreNotAllowed() {
        List<Finding> findings = new RulesReader(Limits.DEFAULT, false)
                .read(Scope.GLOBAL, List.of(new RuleSource("rules.yaml", rules(rule("a")))))
                .findings();

        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly("rules.yaml:6:23: error: type: PrivilegedIdentityExchanger (expected: another type,"
                        + " because callers do not come through a hub here; or --allow-privileged-without-hub)"
                        + " (PrivilegedNotAllowed)");
    }

    @Test
    void faultsOfOneTextDoNotHideThoseOfAnother() {
        assertThat(lines(read("", "a: [", rules("- {}"))))
                .extracting(line -> line.replaceAll(": .*\\(", " "))
                .containsExactly(
                        "1.yaml:1:1 EmptyText)",
                        "2.yaml:1:5 YamlSyntax)",
                        "3.yaml:6:7 MissingField)",
                        "3.yaml:6:7 MissingField)",
                        "3.yaml:6:7 MissingCondition)");
    }

    @Test
    void rulesWithoutAReadableNameAreNoDuplicates() {
        String unnamed = rules("- {name: 7, type: PrivilegedIdentityExchanger, when: x}");

        assertThat(read(unnamed, unnamed).findings()).extracting(Finding::code).containsOnly("WrongKind");
    }
}
