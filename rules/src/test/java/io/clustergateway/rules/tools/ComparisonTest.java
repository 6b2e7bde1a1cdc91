package io.clustergateway.rules.tools;

import static io.clustergateway.rules.tools.Texts.mapping;
import static io.clustergateway.rules.tools.Texts.privileged;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who would become somebody else. */
final class ComparisonTest {
    private static final RequestFacts GET = new RequestFacts("get", "", "", "", "", "", "/version");
    private static final RulesCompiler COMPILER = new RulesCompiler(Limits.DEFAULT, true);

    @Test
    void countsEachChangeOfACallerAtAMember() {
        Comparison comparison = compare(
                privileged("admins", "source: {group: admins}"),
                mapping("admins", "source: {group: admins}", "user: viewer"));
        for (int i = 0; i < 3; i++) {
            ask(comparison, "alice", "admins");
        }
        ask(comparison, "bob", "admins");
        ask(comparison, "carol", "others");
        assertThat(comparison.questions()).isEqualTo(5);
        assertThat(comparison.changes())
                .extracting(Object::toString)
                .containsExactly(
                        "Counted[change=Change[caller=alice (groups admins), member=alpha,"
                                + " before=the member credential's own identity, after=viewer (no groups)], count=3]",
                        "Counted[change=Change[caller=bob (groups admins), member=alpha,"
                                + " before=the member credential's own identity, after=viewer (no groups)], count=1]");
    }

    @Test
    void anotherRuleWithTheSameOutcomeIsNoChange() {
        Comparison comparison = compare(
                mapping("a", "source: {user: alice}", "user: x, groups: [g, h]"),
                mapping("b", "source: {}", "user: x, groups: [h, g, g]"));
        ask(comparison, "alice");
        assertThat(comparison.changes()).isEmpty();
    }

    @Test
    void refusalsAndServersAreOutcomesToo() {
        Comparison comparison = compare(
                "- {name: ask, type: ExternalIdentityExchanger, url: 'https://one/', source: {user: alice}}\n",
                "- {name: ask, type: ExternalIdentityExchanger, url: 'https://two/', source: {user: alice}}\n"
                        + mapping("broken", "when: cluster.labels.x == 'y'", "user: x"));
        ask(comparison, "alice");
        ask(comparison, "bob");
        assertThat(comparison.changes())
                .extracting(counted ->
                        counted.change().before() + " -> " + counted.change().after())
                .containsExactlyInAnyOrder(
                        "whom https://one/ says -> whom https://two/ says", "bob (no groups) -> refused (RuleFailed)");
    }

    private static Comparison compare(String before, String after) {
        return new Comparison(book(Texts.rules(before)), book(Texts.rules(after)));
    }

    private static RuleBook book(RuleSource text) {
        RuleBook book = RuleBook.of(COMPILER, RuleTexts.of(List.of(text)));
        assertThat(book.errors()).isEmpty();
        return book;
    }

    private static void ask(Comparison comparison, String user, String... groups) {
        comparison.ask(new Identity(user, Optional.empty(), List.of(groups), Map.of()), GET, "alpha", Optional.empty());
    }
}
