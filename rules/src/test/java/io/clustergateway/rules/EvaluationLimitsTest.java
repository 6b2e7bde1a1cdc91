package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit of {@link Limits} that expressions can pass: at load a fault that names it, at run time a refusal. */
final class EvaluationLimitsTest {
    private static final Limits SMALL = new Limits(100_000, 100, 200, 8, 50, 5_000, 30, 5, 20);

    private static Compilation compile(Limits limits, String rule) {
        return new RulesCompiler(limits, true)
                .compile(Scope.GLOBAL, List.of(new RuleSource("file-1", Texts.document(rule))));
    }

    private static String when(String expression) {
        return "- {name: a, when: '%s', type: PrivilegedIdentityExchanger}".formatted(expression);
    }

    private static Explanation explain(Limits limits, String rule, Asking asking) {
        Compilation compilation = compile(limits, rule);
        RuleSet rules = compilation.rules().orElseThrow(() -> new AssertionError(compilation.findings()));
        return new RulesInForce(Optional.empty(), rules).explain(asking.question());
    }

    private static String[] groups(int count) {
        return IntStream.range(0, count).mapToObj(number -> "group-" + number).toArray(String[]::new);
    }

    @Test
    void anExpressionHasALongestSize() {
        assertThat(compile(SMALL, when("request.user == \"" + "x".repeat(200) + "\""))
                        .errors())
                .extracting(Finding::message)
                .containsExactly("when: 218 code points (expected: at most 200)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((((((((true))))))))))",
                "request.user + \"a\" + \"a\" + \"a\" + \"a\" + \"a\" + \"a\" + \"a\" + \"a\" + \"a\" == \"\"",
                "[[[[[[[[[[1]]]]]]]]]] == []",
                "request.user.trim().trim().trim().trim().trim().trim().trim().trim().trim() == \"\"",
            })
    void anExpressionHasADeepestNesting(String expression) {
        assertThat(compile(SMALL, when(expression)).errors())
                .extracting(Finding::message)
                .containsExactly("when: Expression recursion limit exceeded. limit: 8");
    }

    @Test
    void anEvaluationHasAMostOfIterationsOverAllItsMacros() {
        String rule = when("request.groups.all(a, request.groups.all(b, a + b != \"\"))");
        assertThat(Said.of(explain(SMALL, rule, Asking.by("x", groups(6))).decision()))
                .isEqualTo("credential");
        Explanation passed = explain(SMALL, rule, Asking.by("x", groups(7)));
        assertThat(Said.of(passed.decision())).isEqualTo("refused RuleFailed");
        assertThat(passed.asked()).last().extracting(Trace::detail).isEqualTo("Iteration budget exceeded: 50");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[request.user].map(x, x + x).map(x, x + x).map(x, x + x).map(x, x + x)[0] != \"\"",
                "request.user.replace(\"\", request.user) != \"\"",
                "request.user.split(\"\").map(a, request.user.upperAscii()).size() > 0",
                "request.user.split(\"\").join(request.user) != \"\"",
                "sets.intersects(request.user.split(\"\"), request.user.split(\"\"))",
                "request.user.split(\"\").exists(a, a in request.user.split(\"\").map(b, b + \"!\"))",
                "request.user.split(\"\").filter(a, request.user.matches(a + a + a)).size() > 0",
                "[request.groups].map(x, x + x).map(x, x + x).map(x, x + x).map(x, x + x).map(x, x + x).map(x, x + x)[0].size() > 0",
            })
    void anEvaluationHasAMostOfWork(String expression) {
        Limits working = new Limits(100_000, 100, 2_000, 64, 20_000, 1_000, 30, 5, 20);
        Asking asking = Asking.by("x".repeat(100), groups(20));
        Explanation passed = explain(working, when(expression), asking);
        assertThat(Said.of(passed.decision())).isEqualTo("refused RuleFailed");
        assertThat(passed.asked()).last().extracting(Trace::detail).asString().contains("work limit exceeded");
        assertThat(Said.of(
                        explain(working, when(expression), Asking.by("x", "g")).decision()))
                .isNotEqualTo("refused RuleFailed");
    }

    @Test
    void aLargePatternOnALongTextIsMuchWork() {
        String rule = when("[cluster.alias].all(a, request.user.matches(a + \"(a|b)[a-z]{1000}\"))");
        assertThat(Said.of(explain(Limits.DEFAULT, rule, Asking.by("a".repeat(10_000)))
                        .decision()))
                .isEqualTo("credential");
        assertThat(Said.of(explain(Limits.DEFAULT, rule, Asking.by("a".repeat(200_000)))
                        .decision()))
                .isEqualTo("refused RuleFailed");
    }

    @Test
    void theDefaultLimitsStopADoublingChainInNoTime() {
        String chain = "[request.user]" + ".map(x, x + x)".repeat(26) + "[0] != \"\"";
        Explanation passed = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> explain(Limits.DEFAULT, when(chain), Asking.by("x".repeat(100))));
        assertThat(Said.of(passed.decision())).isEqualTo("refused RuleFailed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{1000}){1000}){1000}){1000}",
                "[a-z]{31}",
                "(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p){2}",
                "a{30}b{2}"
            })
    void aPatternHasALargestProgram(String pattern) {
        assertThat(compile(
                                SMALL,
                                "- {name: a, source: {userPattern: '%s'}, type: PrivilegedIdentityExchanger}"
                                        .formatted(pattern))
                        .errors())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .startsWith("source.userPattern: ")
                        .endsWith("(expected: at most 30)"));
        assertThat(compile(SMALL, when("request.user.matches(\"%s\")".formatted(pattern)))
                        .errors())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).endsWith("(expected: at most 30)"));
        Explanation computed =
                explain(SMALL, when("request.user.matches(cluster.name + \"%s\")".formatted(pattern)), Asking.by("x"));
        assertThat(Said.of(computed.decision())).isEqualTo("refused RuleFailed");
        assertThat(computed.asked()).last().extracting(Trace::detail).asString().contains("expected: at most 30");
    }

    @Test
    void anIdentityHasAMostOfGroupsAndALongestName() {
        String rule = "- {name: a, source: {}, type: StaticMappingIdentityExchanger, "
                + "target: {userExpression: request.user, groupsExpression: request.groups}}";
        assertThat(Said.of(explain(SMALL, rule, Asking.by("x", groups(5))).decision()))
                .startsWith("x[");
        assertThat(Said.of(explain(SMALL, rule, Asking.by("x", groups(6))).decision()))
                .isEqualTo("refused IdentityInvalid");
        assertThat(Said.of(explain(SMALL, rule, Asking.by("x".repeat(21))).decision()))
                .isEqualTo("refused IdentityInvalid");
    }

    @Test
    void theDeepestNestingThatIsAllowedFitsIntoASmallStack() throws InterruptedException {
        String deep = "request.groups.exists(a, ".repeat(30) + "request.user.lowerAscii() == \"x\"" + ")".repeat(30);
        RulesInForce rules = Texts.inForce(when(deep));
        Decision[] decided = new Decision[1];
        Thread small = new Thread(
                null, () -> decided[0] = rules.decide(Asking.by("x", "g").question()), "small", 512 * 1024);
        small.start();
        small.join();
        assertThat(Said.of(decided[0])).isEqualTo("credential");
    }

    @Test
    void decisionsInManyThreadsDoNotDisturbEachOther() {
        RulesInForce rules = Texts.inForce(when("request.groups.map(g, g + request.user).exists(g, g == \"g-1u-1\")"));
        List<String> decided = IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(number -> Asking.by("u-" + number % 3, "g-1", "g-2").of(rules))
                .distinct()
                .sorted()
                .toList();
        assertThat(decided).containsExactly("credential", "u-0[g-1, g-2]", "u-2[g-1, g-2]");
    }
}
