package io.clustergateway.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClusterTableTest {
    private static final ClusterTable THREE =
            ClusterTable.EMPTY.with(member("a"), "1").with(member("b"), "2").with(member("c"), "3");

    @Test
    void tellsWhatCameLeftOrIsAnotherSinceAnEarlierTable() {
        ClusterTable later = THREE.with(member("b"), "4")
                .without("a", "5")
                .at("6")
                .withManaged("m")
                .with(member("d"), "7");
        assertThat(later.changedSince(THREE)).containsExactlyInAnyOrder("a", "b", "d");
        assertThat(later.changedSince(ClusterTable.EMPTY)).contains("b", "c", "d");
        assertThat(later.at("8").changedSince(later)).isEmpty();
    }

    @Test
    void tellsItOfTablesThatWereNotMadeFromOneAnotherToo() {
        ClusterTable other =
                ClusterTable.EMPTY.with(THREE.find("a").orElseThrow(), "9").with(member("x"), "9");
        assertThat(other.changedSince(THREE)).containsExactlyInAnyOrder("b", "c", "x");
        assertThat(THREE.changedSince(other)).containsExactlyInAnyOrder("b", "c", "x");
        assertThat(THREE.with(member("c"), "4").changedSince(THREE.with(member("b"), "4")))
                .contains("b", "c")
                .doesNotContain("a");
    }

    @Test
    void missesNothingHoweverManyTablesLieBetween() {
        Random random = new Random(7);
        List<ClusterTable> tables = new ArrayList<>(List.of(THREE));
        for (int i = 0; i < 5_000; i++) {
            ClusterTable last = tables.get(tables.size() - 1);
            String name = "m" + random.nextInt(300);
            tables.add(random.nextInt(4) == 0 ? last.without(name, "" + i) : last.with(member(name), "" + i));
        }
        for (int i = 0; i < 2_000; i++) {
            ClusterTable earlier = tables.get(random.nextInt(tables.size()));
            ClusterTable later = tables.get(random.nextInt(tables.size()));
            assertThat(later.changedSince(earlier))
                    .containsAll(later.members().keySet().stream()
                            .filter(name -> earlier.members().get(name)
                                    != later.members().get(name))
                            .toList());
        }
    }

    @Test
    void isEqualToOneOfTheSameMembersHoweverItCameAbout() {
        Member one = member("one");
        ClusterTable made = ClusterTable.EMPTY
                .with(member("gone"), "1")
                .without("gone", "2")
                .with(one, "3");
        assertThat(made)
                .isEqualTo(ClusterTable.EMPTY.with(one, "3"))
                .hasSameHashCodeAs(ClusterTable.EMPTY.with(one, "3"));
        assertThat(made).isNotEqualTo(made.at("4")).isNotEqualTo(made.withManaged("m"));
    }

    private static Member member(String name) {
        return new BrokenMember(name, "uid-" + name, "1", "broken");
    }
}
