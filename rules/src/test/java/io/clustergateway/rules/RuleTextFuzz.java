package io.clustergateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whatever stands in a rule text: rules that decide in bounded time, or faults with their places, and nothing in between. */
final class RuleTextFuzz {
    private static final RulesCompiler COMPILER = new RulesCompiler(Limits.DEFAULT, false);
    private static final Duration MOST = Duration.ofSeconds(3);
    private static final RequestFacts EXEC = new RequestFacts(
            "create", "", "pods", "exec", "kube-system", "p", "/api/v1/namespaces/kube-system/pods/p/exec");
    private static final List<Question> QUESTIONS = List.of(
            Asking.by("alice", "devs", "system:authenticated")
                    .extra("scopes", "a", "b")
                    .question(),
            Asking.by("system:serviceaccount:ns:bot", "system:serviceaccounts", "system:masters")
                    .labelled("env", "prod")
                    .uid("u-1")
                    .requesting(EXEC)
                    .question(),
            Asking.by("system:anonymous", "system:unauthenticated").at("beta").question());

    @FuzzTest
    void isRulesOrFaults(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Scope scope : Scope.values()) {
            Compilation compilation = timed(() -> COMPILER.compile(scope, List.of(new RuleSource("f", text))));
            assertThat(compilation.rules().isPresent())
                    .isEqualTo(compilation.errors().isEmpty());
            compilation.findings().forEach(finding -> isPlaced(finding, text));
            compilation.rules().ifPresent(rules -> decide(scope, rules));
            compilation.shadow().ifPresent(rules -> decide(scope, rules));
        }
    }

    private static void isPlaced(Finding finding, String text) {
        assertThat(finding.at().source()).isEqualTo("f");
        assertThat(finding.at().line()).isBetween(1, text.split("\\r\\n|\\r|\\n|\\u0085|\\u2028|\\u2029", -1).length);
        assertThat(finding.at().column()).isPositive();
        assertThat(finding.code()).matches("[A-Z][A-Za-z]+");
        assertThat(finding.line()).doesNotContain("\n", "\r", "\0");
        assertThat(finding.toString()).contains(finding.message());
    }

    private static void decide(Scope scope, RuleSet rules) {
        RulesInForce inForce = scope == Scope.GLOBAL
                ? new RulesInForce(Optional.empty(), rules)
                : new RulesInForce(Optional.of(rules), RuleSet.empty(Scope.GLOBAL));
        for (Question question : QUESTIONS) {
            Decision decision = timed(() -> inForce.decide(question));
            assertThat(inForce.explain(question).decision()).isEqualTo(decision);
            assertThat(decision).isNotInstanceOf(Decision.AsCredential.class);
            decision.rule().ifPresent(rule -> assertThat(rules.rules()).contains(rule));
            if (decision instanceof Decision.As as) {
                assertThat(IdentityCheck.fault(as.identity())).isEmpty();
                if (as.rule().isEmpty()) {
                    isNoWider(as.identity(), question.caller(), inForce.passing());
                }
            }
        }
    }

    /** What no rule spells out is the caller, or less. */
    private static void isNoWider(Identity at, Identity caller, PassingPolicy passing) {
        assertThat(at.user()).isEqualTo(passing.hubIdentityPrefix() + caller.user());
        assertThat(caller.extra().keySet()).containsAll(at.extra().keySet());
        for (String group : at.groups()) {
            String plain = caller.groups().contains(group)
                    ? group
                    : group.substring(passing.hubIdentityPrefix().length());
            assertThat(caller.groups()).contains(plain);
            assertThat(passing.dropSystemGroups() && PassingPolicy.isSystemGroup(group))
                    .isFalse();
        }
    }

    private static <T> T timed(Supplier<T> work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        T done = work.get();
        assertThat(Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before))
                .isLessThan(MOST);
        return done;
    }
}
