package io.clustergateway.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RuleIndexTest {
    private static Check user(String... names) {
        return new Check.TextIs(Fact.USER, TextTest.in(List.of(names)));
    }

    private static Check cluster(String name) {
        return new Check.TextIs(Fact.CLUSTER, TextTest.in(List.of(name)));
    }

    private static Check group(String... names) {
        return new Check.InGroup(List.of(names));
    }

    private static List<Integer> candidates(List<Check> checks, String user, String cluster, String... groups) {
        Question question = new Question(
                new Identity(user, Optional.empty(), List.of(groups), Map.of()),
                new RequestFacts("get", "", "", "", "", "", "/"),
                new ClusterFacts(cluster, Map.of(), "", ""));
        RuleIndex.Candidates found = RuleIndex.of(checks).candidates(new Facts(question));
        List<Integer> all = new ArrayList<>();
        for (int rule = found.next(); rule != RuleIndex.Candidates.END; rule = found.next()) {
            all.add(rule);
        }
        return all;
    }

    @Test
    void findsRulesByEveryKindOfKeyInTheirOrder() {
        List<Check> checks = List.of(
                user("alice"),
                Check.OPAQUE,
                group("dev"),
                cluster("c"),
                user("bob"),
                group("ops", "dev"),
                Check.OPAQUE);
        assertThat(candidates(checks, "alice", "c", "dev", "ops")).containsExactly(0, 1, 2, 3, 5, 6);
        assertThat(candidates(checks, "bob", "d")).containsExactly(1, 4, 6);
    }

    @Test
    void filesARuleWhereThereIsLeastCompany() {
        List<Check> checks = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            checks.add(new Check.All(List.of(user("everybody"), cluster("c" + number), group("all"))));
        }
        assertThat(candidates(checks, "everybody", "c7", "all")).containsExactly(7);
    }

    @Test
    void knowsAlternativesOnlyWhenEachHasAKeyOfTheSameKind() {
        Check either = new Check.Any(List.of(user("a"), user("b", "c")));
        Check mixed = new Check.Any(List.of(user("a"), cluster("x")));
        Check open = new Check.Any(List.of(user("a"), Check.OPAQUE));
        assertThat(Key.of(either)).containsExactly(new Key(Optional.of(Fact.USER), Set.of("a", "b", "c")));
        assertThat(Key.of(mixed)).isEmpty();
        assertThat(Key.of(open)).isEmpty();
        assertThat(Key.of(new Check.Not(user("a")))).isEmpty();
    }

    @Test
    void knowsARuleThatIsForNobody() {
        assertThat(candidates(List.of(user()), "a", "c")).isEmpty();
    }

    @Test
    void findsNothingAmongNothing() {
        assertThat(candidates(List.of(), "a", "c", "g")).isEmpty();
    }

    @Test
    void manyGroupsAreAllLookedUp() {
        String[] many = java.util.stream.IntStream.range(0, 50)
                .mapToObj(number -> "g" + number)
                .toArray(String[]::new);
        assertThat(candidates(List.of(group("g49"), group("g50"), group("g0")), "a", "c", many))
                .containsExactly(0, 2);
    }
}
