package io.clustergateway.rules.tools.lint;

import static io.clustergateway.rules.tools.Texts.mapping;
import static io.clustergateway.rules.tools.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that are never reached. */
final class ReachTest {
    private static final List<String> CONDITIONS = List.of(
            "user: a",
            "user: ab",
            "group: g",
            "group: h",
            "uid: u",
            "cluster: c",
            "cluster: d",
            "userPattern: '^a'",
            "userPattern: b",
            "userPattern: '.*'",
            "groupPattern: g",
            "groupPattern: '.*'",
            "clusterPattern: c");
    private static final List<String> WHENS = List.of(
            "", "", "", "when: request.verb == 'get'", "when: cluster.labels.x == 'y'", "when: request.user != 'a'");

    private final RulesCompiler compiler = new RulesCompiler(Limits.DEFAULT, true);
    private final Linter linter = new Linter(true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            source: {}                                | source: {user: a}
            source: {}                                | when: request.verb == 'get'
            source: {user: a}                         | source: {user: a, cluster: c}
            source: {group: g}                        | source: {user: a, group: g}
            source: {userPattern: '^a'}               | source: {user: ab}
            source: {userPattern: '^a'}               | source: {userPattern: '^a', group: g}
            source: {userPattern: '.*'}               | source: {group: g}
            source: {groupPattern: '.*'}              | source: {groupPattern: '^x$'}
            source: {groupPattern: '^g'}              | source: {group: gh}
            source: {clusterPattern: '^c'}            | source: {cluster: c}
            when: request.verb == 'get'               | {source: {user: a}, when: request.verb == 'get'}
            """)
    void provesIt(String earlier, String later) {
        assertThat(unreached(earlier, later)).containsExactly("two");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            source: {user: a}                         | source: {user: ab}
            source: {user: a, cluster: c}             | source: {user: a}
            source: {groupPattern: '.*'}              | source: {user: a}
            source: {userPattern: '^a'}               | source: {userPattern: 'a'}
            source: {userPattern: '^a'}               | source: {user: ba}
            when: request.verb == 'get'               | source: {user: a}
            {source: {user: a}, when: 'true'}         | source: {user: a}
            source: {uid: u}                          | source: {user: u}
            """)
    void doesNotGuess(String earlier, String later) {
        assertThat(unreached(earlier, later)).isEmpty();
    }

    @Test
    void followsTheOrderOfPriorities() {
        String text = mapping("narrow", "priority: 1, source: {user: a}", "user: x")
                + mapping("wide", "priority: 2, source: {}", "user: y");
        assertThat(unreached(rules(text))).containsExactly("narrow");
    }

    /** Whatever lint calls unreached never decides. */
    @Test
    void isNeverContradictedByADecision() {
        Random random = new Random(20_260_101);
        int unreached = 0;
        for (int round = 0; round < 400; round++) {
            RuleSource text = randomRules(random);
            Set<String> names = unreached(text);
            unreached += names.size();
            RulesInForce rules = new RulesInForce(
                    Optional.empty(),
                    compiler.compile(Scope.GLOBAL, List.of(text)).rules().orElseThrow());
            for (int asked = 0; asked < 50; asked++) {
                Optional<String> rule =
                        rules.decide(randomQuestion(random)).rule().map(Rule::name);
                assertThat(rule)
                        .as(text.text())
                        .isNotIn(names.stream().map(Optional::of).toList());
            }
        }
        assertThat(unreached).isGreaterThan(100);
    }

    private static RuleSource randomRules(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            Set<String> source = new TreeSet<>();
            Set<String> fields = new HashSet<>();
            for (int n = random.nextInt(3); n > 0; n--) {
                String condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
                if (fields.add(condition.split(":")[0])) {
                    source.add(condition);
                }
            }
            String when = WHENS.get(random.nextInt(WHENS.size()));
            text.append(mapping(
                    "r" + i,
                    "priority: %d, source: {%s}%s"
                            .formatted(random.nextInt(3), String.join(", ", source), when.isEmpty() ? "" : ", " + when),
                    "user: x"));
        }
        return rules(text.toString());
    }

    private static Question randomQuestion(Random random) {
        List<String> users = List.of("a", "ab", "b", "ba", "c");
        List<List<String>> groups = List.of(List.of(), List.of("g"), List.of("h", "gg"), List.of("x"));
        return new Question(
                new Identity(
                        users.get(random.nextInt(users.size())),
                        random.nextBoolean() ? Optional.of("u") : Optional.empty(),
                        groups.get(random.nextInt(groups.size())),
                        Map.of()),
                new RequestFacts(random.nextBoolean() ? "get" : "create", "", "pods", "", "x", "", "/api/v1/pods"),
                new ClusterFacts(
                        random.nextBoolean() ? "c" : "d", random.nextBoolean() ? Map.of() : Map.of("x", "y"), "", ""));
    }

    private Set<String> unreached(String earlier, String later) {
        return unreached(rules(mapping("one", inner(earlier), "user: x") + mapping("two", inner(later), "user: y")));
    }

    private static String inner(String condition) {
        return condition.startsWith("{") ? condition.substring(1, condition.length() - 1) : condition;
    }

    private Set<String> unreached(RuleSource text) {
        return linter.lint(List.of(text), Set.of()).findings().stream()
                .filter(finding -> finding.code().equals("NeverReached"))
                .map(Finding::message)
                .map(message -> message.split(" ")[1])
                .collect(Collectors.toSet());
    }
}
