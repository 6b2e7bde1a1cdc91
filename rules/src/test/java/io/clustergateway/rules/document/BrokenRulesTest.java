package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.RuleType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left of faulty rules, so that their expressions are checked in the same run. */
final class BrokenRulesTest {
    @Test
    void keepsTheExpressionsOfARuleWithoutNameAndType() {
        RuleDraft draft = first("- {when: a, target: {userExpression: b, user: c, groupsExpression: d}}");

        assertThat(draft.rule().name()).isEqualTo("rules[0]");
        assertThat(draft.rule().type()).isEqualTo(RuleType.STATIC_MAPPING);
        assertThat(value(draft.when())).contains("a");
        assertThat(value(draft.target().orElseThrow().userExpression())).contains("b");
        assertThat(draft.target().orElseThrow().user()).isEmpty();
        assertThat(value(draft.target().orElseThrow().groupsExpression())).contains("d");
    }

    @Test
    void keepsTheShapeOfAStaticRuleWithoutTarget() {
        TargetDraft target = first("- {name: a, type: StaticMappingIdentityExchanger, when: x}")
                .target()
                .orElseThrow();

        assertThat(value(target.user())).contains("?");
        assertThat(target.userExpression()).isEmpty();
    }

    @Test
    void keepsTheShapeOfAnExternalRuleWithoutUrl() {
        assertThat(first("- {name: a, type: ExternalIdentityExchanger, when: x}")
                        .rule()
                        .exchanger()
                        .orElseThrow()
                        .url()
                        .getHost())
                .endsWith(".invalid");
    }

    @Test
    void keepsTheGoodPatternsOfASourceWithABadField() {
        SourceDraft source = first(
                        "- {name: a, type: PrivilegedIdentityExchanger, source: {user: 1, userPattern: '('}}")
                .source()
                .orElseThrow();

        assertThat(source.user()).isEmpty();
        assertThat(value(source.userPattern())).contains("(");
    }

    @Test
    void keepsASourceForARuleThatHasNeither() {
        assertThat(first("- {name: a, type: PrivilegedIdentityExchanger}").source())
                .hasValueSatisfying(source -> assertThat(source).isEqualTo(SourceDraft.everybody(source.at())));
    }

    @Test
    void readsTheGoodRulesBesideTheBad() {
        Reading reading = read(rules("- 1\n- {name: b, type: PrivilegedIdentityExchanger, when: x}\n- []\n"));

        assertThat(reading.live().rules())
                .extracting(draft -> draft.rule().name())
                .isEqualTo(List.of("b"));
    }

    private static RuleDraft first(String rule) {
        return read(rules(rule)).live().rules().get(0);
    }

    private static Optional<String> value(Optional<ScalarText> text) {
        return text.map(ScalarText::value);
    }
}
