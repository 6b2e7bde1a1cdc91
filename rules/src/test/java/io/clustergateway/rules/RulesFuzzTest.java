package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Thousands of documents and callers: the engine decides what a plain reading of the rules decides, and never throws. */
final class RulesFuzzTest {
    private static final boolean SOAK = Boolean.getBoolean("soak");
    private static final int DOCUMENTS = SOAK ? 40_000 : 2_000;
    private static final int CALLERS = 50;
    private static final long SEED = 20_261_124;

    private final Limits limits = Limits.DEFAULT;
    private final RulesCompiler indexed = new RulesCompiler(limits, true);
    private final RulesCompiler plain = new RulesCompiler(limits, true, false);

    @Test
    void decidesWhatTheRulesSayIndexedOrNotExplainedOrNot() {
        for (int number = 0; number < DOCUMENTS; number++) {
            Fuzzer fuzzer = new Fuzzer(new Random(SEED + number));
            Optional<FuzzedDocument> own = number % 3 == 0 ? Optional.of(fuzzer.document()) : Optional.empty();
            FuzzedDocument global = fuzzer.document();
            RulesInForce fast = inForce(indexed, own, global);
            RulesInForce slow = inForce(plain, own, global);
            PassingPolicy policy = own.map(FuzzedDocument::impersonation)
                    .orElse(PassingOverrides.NONE)
                    .over(global.impersonation().over(PassingPolicy.DEFAULT));
            int label = number;
            for (int caller = 0; caller < CALLERS; caller++) {
                Question question = fuzzer.question();
                Decision decision = fast.decide(question);
                Supplier<String> about = () -> "document %s: %s of%n%s%n%s"
                        .formatted(label, question, own.map(FuzzedDocument::yaml), global.yaml());
                assertThat(Said.of(decision)).as(about).isEqualTo(expected(own, global, question, policy));
                assertThat(slow.decide(question)).as(about).isEqualTo(decision);
                assertThat(fast.explain(question).decision()).as(about).isEqualTo(decision);
            }
        }
    }

    @Test
    void brokenDocumentsAreFaultsOrOtherRulesAndNeverAnException() {
        int sound = 0;
        for (int number = 0; number < DOCUMENTS; number++) {
            Fuzzer fuzzer = new Fuzzer(new Random(-SEED - number));
            String text = fuzzer.broken(fuzzer.document().yaml());
            Compilation compilation = indexed.compile(Scope.GLOBAL, List.of(new RuleSource("broken", text)));
            assertThat(compilation.rules().isPresent())
                    .as(text)
                    .isEqualTo(compilation.errors().isEmpty());
            if (compilation.rules().isPresent()) {
                sound++;
                RulesInForce rules =
                        new RulesInForce(Optional.empty(), compilation.rules().get());
                for (int caller = 0; caller < CALLERS; caller++) {
                    Question question = fuzzer.question();
                    assertThat(rules.explain(question).decision()).as(text).isEqualTo(rules.decide(question));
                }
            }
        }
        assertThat(sound).isBetween(DOCUMENTS / 50, DOCUMENTS / 2);
    }

    private static String expected(
            Optional<FuzzedDocument> own, FuzzedDocument global, Question question, PassingPolicy policy) {
        boolean isDenied =
                isDenied(global) || own.filter(RulesFuzzTest::isDenied).isPresent();
        return own.flatMap(document -> document.decide(question, policy))
                .or(() -> global.decide(question, policy))
                .orElseGet(() -> isDenied
                        ? "refused IdentityDenied"
                        : FuzzedIdentity.carried(question, policy).said());
    }

    private static boolean isDenied(FuzzedDocument document) {
        return document.defaultAction().filter(DefaultAction.DENY::equals).isPresent();
    }

    private static RulesInForce inForce(RulesCompiler compiler, Optional<FuzzedDocument> own, FuzzedDocument global) {
        return new RulesInForce(
                own.map(document -> set(compiler, Scope.MEMBER, document)), set(compiler, Scope.GLOBAL, global));
    }

    private static RuleSet set(RulesCompiler compiler, Scope scope, FuzzedDocument document) {
        Compilation compilation = compiler.compile(scope, List.of(new RuleSource("fuzzed", document.yaml())));
        return compilation
                .rules()
                .orElseThrow(() -> new AssertionError(compilation.findings() + "\n" + document.yaml()));
    }
}
