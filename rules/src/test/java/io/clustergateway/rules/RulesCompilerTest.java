package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RulesCompilerTest {
    private static final String ONE =
            Texts.document("- {name: one, source: {user: a}, type: PrivilegedIdentityExchanger}");
    private static final String TWO =
            Texts.document("- {name: two, source: {user: a}, target: {user: b}, type: StaticMappingIdentityExchanger}");
    private static final String SHADOW = Texts.document(
            "shadow: true",
            "- {name: shady, source: {user: a}, target: {user: c}, type: StaticMappingIdentityExchanger}");

    private static Compilation compile(RuleSource... sources) {
        return new RulesCompiler(Limits.DEFAULT, true).compile(Scope.GLOBAL, List.of(sources));
    }

    private static String version(RuleSource... sources) {
        return compile(sources).rules().orElseThrow().version();
    }

    @Test
    void noTextAtAllIsASetWithoutRules() {
        Compilation compilation = compile();
        assertThat(compilation.rules()).map(RuleSet::rules).contains(List.of());
        assertThat(compilation.shadow()).isEmpty();
        assertThat(compilation.findings()).isEmpty();
        assertThat(version()).isEqualTo(RuleSet.empty(Scope.GLOBAL).version());
    }

    @Test
    void anEmptyTextIsAFault() {
        assertThat(compile(new RuleSource("a", "")).rules()).isEmpty();
    }

    @Test
    void textsAreOneSetInTheOrderGiven() {
        RuleSet rules = compile(new RuleSource("b", TWO), new RuleSource("a", ONE))
                .rules()
                .orElseThrow();
        assertThat(rules.rules()).extracting(Rule::name).containsExactly("two", "one");
    }

    @Test
    void theVersionIsThatOfNamesAndTexts() {
        String version = version(new RuleSource("a", ONE));
        assertThat(version).matches("[0-9a-f]{12}").isEqualTo(version(new RuleSource("a", ONE)));
        assertThat(version(new RuleSource("b", ONE))).isNotEqualTo(version);
        assertThat(version(new RuleSource("a", ONE + " "))).isNotEqualTo(version);
        assertThat(version(new RuleSource("a", ONE), new RuleSource("b", TWO)))
                .isNotEqualTo(version(new RuleSource("b", TWO), new RuleSource("a", ONE)));
    }

    @Test
    void aShadowSetDecidesApartAndHasAVersionOfItsOwn() {
        Compilation compilation = compile(new RuleSource("a", ONE), new RuleSource("s", SHADOW));
        RuleSet live = compilation.rules().orElseThrow();
        RuleSet shadow = compilation.shadow().orElseThrow();
        assertThat(Asking.by("a").of(new RulesInForce(Optional.empty(), live))).isEqualTo("credential");
        assertThat(Asking.by("a").of(new RulesInForce(Optional.empty(), shadow)))
                .isEqualTo("c");
        assertThat(live.version()).isEqualTo(version(new RuleSource("a", ONE))).isNotEqualTo(shadow.version());
    }

    @Test
    void aFaultInAShadowTextKeepsTheLiveOneFromTakingEffectToo() {
        Compilation compilation =
                compile(new RuleSource("a", ONE), new RuleSource("s", SHADOW.replace("user: a", "userPattern: '('")));
        assertThat(compilation.rules()).isEmpty();
        assertThat(compilation.shadow()).isEmpty();
        assertThat(compilation.errors())
                .extracting(finding -> finding.at().source())
                .containsExactly("s");
    }

    @Test
    void privilegedRulesAreAFaultWhereTheyAreNotAllowed() {
        Compilation compilation =
                new RulesCompiler(Limits.DEFAULT, false).compile(Scope.GLOBAL, List.of(new RuleSource("a", ONE)));
        assertThat(compilation.rules()).isEmpty();
    }

    @Test
    void tenThousandRulesWithLiteralsDecideTheRightWay() {
        StringBuilder rules = new StringBuilder();
        for (int number = 0; number < 10_000; number++) {
            rules.append(
                    "- {name: r%1$d, source: {user: u%1$d}, target: {user: m%1$d}, type: StaticMappingIdentityExchanger}\n"
                            .formatted(number));
        }
        RulesInForce inForce = Texts.inForce(rules.toString());
        assertThat(Asking.by("u0").of(inForce)).isEqualTo("m0");
        assertThat(Asking.by("u9999").of(inForce)).isEqualTo("m9999");
        assertThat(Asking.by("u10000").of(inForce)).isEqualTo("u10000");
    }
}
