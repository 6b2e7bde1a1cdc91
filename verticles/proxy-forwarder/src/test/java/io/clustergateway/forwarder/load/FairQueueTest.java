package io.clustergateway.forwarder.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>();

    @Test
    void takesCallersInTurnsAndEachOnesRequestsInOrder() {
        add("a", "a1", "a2", "a3");
        add("b", "b1");
        add("c", "c1", "c2");
        assertThat(drained()).isEqualTo("a1 b1 c1 a2 c2 a3 ");
    }

    @Test
    void passesOverACallerThatMayNotGo() {
        add("a", "a1");
        add("b", "b1");
        assertThat(queue.take(caller -> !caller.equals("a"))).contains("b1");
        assertThat(queue.take(caller -> !caller.equals("a"))).isEmpty();
        assertThat(queue.take(caller -> true)).contains("a1");
    }

    @Test
    void hasTheNewestOfTheLongestLineGiveWayToAShorterOne() {
        add("a", "a1", "a2", "a3");
        add("b", "b1");
        assertThat(queue.giveWay("b")).contains("a3");
        assertThat(queue.giveWay("c")).contains("a2");
        assertThat(queue.giveWay("c")).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void forgetsWhoLeaves() {
        add("a", "a1", "a2");
        assertThat(queue.remove("a", "a1")).isTrue();
        assertThat(queue.remove("a", "a1")).isFalse();
        assertThat(queue.remove("b", "b1")).isFalse();
        assertThat(drained()).isEqualTo("a2 ");
        assertThat(queue.size()).isZero();
        assertThat(queue.size("a")).isZero();
    }

    private void add(String caller, String... ones) {
        for (String one : ones) {
            queue.add(caller, one);
        }
    }

    private String drained() {
        StringBuilder order = new StringBuilder();
        Optional<String> next = queue.take(caller -> true);
        while (next.isPresent()) {
            order.append(next.get()).append(' ');
            next = queue.take(caller -> true);
        }
        return order.toString();
    }
}
