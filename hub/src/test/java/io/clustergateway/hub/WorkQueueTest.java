package io.clustergateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {
    private static final long MILLI = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void looksAtEachNameOnceInTheOrderTheyCame() {
        WorkQueue queue = queue(1_000, 4);
        on(queue, each -> List.of("a", "b", "a", "c", "b").forEach(each::add));
        await().until(() -> begun.size() >= 3);
        settle(queue, "last");

        assertThat(begun).containsExactly("a", "b", "c", "last");
    }

    @Test
    void takesUpSoManyASecondAtMost() {
        WorkQueue queue = queue(50, 100);
        on(queue, each -> IntStream.range(0, 11).forEach(i -> each.add("m" + i)));
        await().until(() -> begun.size() == 11);

        assertThat(times.get(10) - times.get(0)).isGreaterThanOrEqualTo(10 * 19 * MILLI);
    }

    @Test
    void hasSoManyUnderWayAtMost() {
        hold("a", "b");
        WorkQueue queue = queue(1_000, 2);
        on(queue, each -> List.of("a", "b", "c").forEach(each::add));
        await().until(() -> begun.size() == 2);
        await().during(Duration.ofMillis(50)).until(() -> begun.size() == 2);

        held.get("b").complete();

        await().until(() -> begun.equals(List.of("a", "b", "c")));
    }

    @Test
    void whatIsAddedWhileItIsUnderWayIsLookedAtOnceMoreAfterwardsAndHoldsUpNoOther() {
        hold("a");
        WorkQueue queue = queue(1_000, 4);
        on(queue, each -> each.add("a"));
        await().until(() -> begun.equals(List.of("a")));
        on(queue, each -> List.of("a", "b", "a").forEach(each::add));
        await().until(() -> begun.equals(List.of("a", "b")));

        held.remove("a").complete();

        await().until(() -> begun.equals(List.of("a", "b", "a")));
    }

    @Test
    void whatFailedOrThrewIsTriedAgainAfterPausesThatDouble() {
        WorkQueue queue = new WorkQueue(vertx, 1_000, 4, name -> {
            note(name);
            if (begun.size() == 1) {
                throw new IllegalStateException("thrown");
            }
            return begun.size() == 2 ? Future.failedFuture("failed") : Future.succeededFuture();
        });
        on(queue, each -> each.add("a"));
        await().until(() -> begun.size() == 3);

        assertThat(times.get(1) - times.get(0)).isBetween(1_000 * MILLI, 1_900 * MILLI);
        assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(2_000 * MILLI);
    }

    @Test
    void whatIsAddedDoesNotWaitForItsPauseAndIsNotLookedAtTwice() {
        WorkQueue queue = queue(1_000, 4);
        on(queue, each -> {
            each.addAfter("a", Duration.ofMillis(60));
            each.addAfter("b", Duration.ofMinutes(1));
            each.add("b");
        });
        await().until(() -> begun.equals(List.of("b", "a")));
        await().during(Duration.ofMillis(100)).until(() -> begun.size() == 2);
    }

    @Test
    void theSoonerTimeStands() {
        WorkQueue queue = queue(1_000, 4);
        on(queue, each -> {
            each.addAfter("a", Duration.ofMillis(20));
            each.addAfter("a", Duration.ofMinutes(1));
        });
        await().until(() -> begun.equals(List.of("a")));
    }

    @Test
    void forgetsEverythingAndTriesNothingAgainThatWasUnderWay() {
        hold("a");
        WorkQueue queue = queue(1_000, 1);
        on(queue, each -> List.of("a", "b").forEach(each::add));
        await().until(() -> begun.equals(List.of("a")));
        on(queue, each -> {
            each.addAfter("c", Duration.ofMillis(20));
            each.clear();
        });
        held.remove("a").fail("too late");
        settle(queue, "last");

        await().during(Duration.ofMillis(1_300)).until(() -> begun.equals(List.of("a", "last")));
    }

    private WorkQueue queue(int perSecond, int atOnce) {
        return new WorkQueue(vertx, perSecond, atOnce, name -> {
            note(name);
            Promise<Void> promise = held.get(name);
            return promise == null ? Future.succeededFuture() : promise.future();
        });
    }

    private void note(String name) {
        times.add(System.nanoTime());
        begun.add(Vertx.currentContext() == context ? name : name + " on a foreign context");
    }

    private void hold(String... names) {
        for (String name : names) {
            held.put(name, Promise.promise());
        }
    }

    private void settle(WorkQueue queue, String name) {
        on(queue, each -> each.add(name));
        await().until(() -> begun.contains(name));
    }

    private void on(WorkQueue queue, Consumer<WorkQueue> what) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> {
            what.accept(queue);
            done.complete();
        });
        done.future().await();
    }
}
