package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Go program does wrong with rules, each mended on purpose (CONTRACT.md, defects). */
final class GoDefectsTest {
    /** There the identity of an external rule is nil, and the request that dereferences it panics (2). */
    @Test
    void anExternalRuleIsAsked() {
        RulesInForce rules = Texts.inForce(
                "- {name: e, source: {user: a}, url: 'https://e.example/', type: ExternalIdentityExchanger}");
        assertThat(Asking.by("a").of(rules)).isEqualTo("ask e");
    }

    /** There a type nobody knows matches with a nil identity (2). */
    @Test
    void anUnknownTypeIsAFault() {
        assertThat(Texts.findings("- {name: e, source: {user: a}, type: OtherIdentityExchanger}"))
                .anyMatch(line -> line.contains("error") && line.contains("OtherIdentityExchanger"));
    }

    /** There it panics (2). */
    @Test
    void aStaticMappingWithoutTargetIsAFault() {
        assertThat(Texts.findings("- {name: e, source: {user: a}, type: StaticMappingIdentityExchanger}"))
                .anyMatch(line -> line.contains("error") && line.contains("target"));
    }

    /** There a pattern that does not compile matches everybody: here, with this rule, everybody would be cluster-admin (3). */
    @ParameterizedTest
    @ValueSource(strings = {"userPattern", "groupPattern", "clusterPattern"})
    void aPatternThatIsNoneIsAFaultAtItsPlace(String field) {
        Compilation compilation = Texts.compile(
                Scope.GLOBAL,
                Texts.document(
                        "- name: e\n  source: {%s: '('}\n  type: PrivilegedIdentityExchanger\n".formatted(field)));
        assertThat(compilation.rules()).isEmpty();
        assertThat(compilation.errors()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo("BadPattern");
            assertThat(fault.message()).contains(field).contains("missing closing )");
            assertThat(fault.at()).isEqualTo(new Position("file-1", 7, 18 + field.length()));
        });
    }

    /** There an annotation that is no YAML is passed over, and the global rules, perhaps wider ones, decide (4). */
    @Test
    void aBrokenAnnotationIsNoRuleSetAtAll() {
        Compilation compilation = Texts.compile(Scope.MEMBER, "spec: [unclosed");
        assertThat(compilation.rules()).isEmpty();
        assertThat(compilation.errors()).isNotEmpty();
    }

    /** There the rule is dereferenced and listing the clusters panics for everybody (9). */
    @Test
    void aPrivilegedAnnotationRuleWithoutSourceIsAFault() {
        Compilation compilation =
                Texts.compile(Scope.MEMBER, Texts.document("- {name: e, type: PrivilegedIdentityExchanger}"));
        assertThat(compilation.rules()).isEmpty();
        assertThat(compilation.errors()).anyMatch(fault -> fault.message().contains("source"));
    }

    /** There the member sees no impersonation, so the credential's own rights: a privileged rule that nobody wrote. */
    @ParameterizedTest
    @ValueSource(strings = {"{user: ''}", "{user: ~}", "{groups: [g]}", "{}"})
    void anEmptyStaticUserIsAFault(String target) {
        assertThat(Texts.findings("- {name: e, source: {user: a}, type: StaticMappingIdentityExchanger, target: %s}"
                        .formatted(target)))
                .anyMatch(line -> line.contains("error"));
    }

    @Test
    void noIdentityHasAnEmptyUser() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity("", Optional.empty(), List.of("g"), Map.of()))
                .withMessageContaining("user: empty");
    }
}
