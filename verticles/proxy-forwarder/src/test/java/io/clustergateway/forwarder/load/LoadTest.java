package io.clustergateway.forwarder.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.forwarder.load.Ticket.Ending;
import io.clustergateway.kernel.contract.ClusterTable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoadTest {
    private final List<String> told = new ArrayList<>();
    private long now;

    @Test
    void letsACallerHaveItsShareOfAMemberAndTheRestWait() {
        Load load = load("requestsPerMember", 4, "adaptive", false);
        List<Ticket> mine = enter(load, "m", "a", 4);
        assertThat(told).containsExactly("a1 in", "a2 in");
        enter(load, "m", "b", 1);
        assertThat(told).endsWith("b1 in");
        mine.get(0).end(Ending.SILENT, 0);
        assertThat(told).endsWith("a3 in");
    }

    @Test
    void servesWaitingCallersInTurns() {
        Load load = load("requestsPerMember", 2, "adaptive", false, "callerShare", 100);
        List<Ticket> first = enter(load, "m", "a", 5);
        enter(load, "m", "b", 2);
        told.clear();
        first.get(0).end(Ending.SILENT, 0);
        first.get(1).end(Ending.SILENT, 0);
        assertThat(told).containsExactly("a3 in", "b1 in");
    }

    @Test
    void refusesWhatTheQueueDoesNotHoldAndTheGreediestFirst() {
        Load load = load("requestsPerMember", 1, "adaptive", false, "queueLength", 3);
        enter(load, "m", "a", 5);
        assertThat(told).containsExactly("a1 in", "a5 MemberQueueFull");
        enter(load, "m", "b", 2);
        assertThat(told).endsWith("a4 MemberQueueFull", "b2 MemberQueueFull");
    }

    @Test
    void endsWaitingInTime() {
        Load load = load("requestsPerMember", 1, "adaptive", false);
        List<Ticket> all = enter(load, "m", "a", 2);
        all.get(1).expire();
        all.get(0).expire();
        assertThat(told).containsExactly("a1 in", "a2 MemberQueueTime");
        assertThat(load.readings().get("m").requests()).isEqualTo(1);
        assertThat(load.requests()).isEqualTo(1);
    }

    @Test
    void forgetsAWaitingRequestWhoseClientLeft() {
        Load load = load("requestsPerMember", 1, "adaptive", false);
        List<Ticket> all = enter(load, "m", "a", 3);
        all.get(1).end(Ending.SILENT, 0);
        all.get(0).end(Ending.SILENT, 0);
        all.get(1).end(Ending.SILENT, 0);
        assertThat(told).containsExactly("a1 in", "a3 in");
        assertThat(load.requests()).isEqualTo(1);
    }

    @Test
    void limitsACallerOverAllMembersAndLetsItInWhereItHasNextToNothing() {
        Load load = load("requestsPerCaller", 10, "guaranteed", 2);
        enter(load, "frozen", "a", 11);
        assertThat(told).endsWith("a10 in", "a11 TooManyRequestsOfCaller");
        enter(load, "healthy", "a", 3);
        assertThat(told).endsWith("a1 in", "a2 in", "a3 TooManyRequestsOfCaller");
        enter(load, "frozen", "b", 1);
        assertThat(told).endsWith("b1 in");
    }

    @Test
    void limitsTheWholeAndLetsEveryMemberHaveALittle() {
        Load load = load("requests", 10, "guaranteed", 2);
        enter(load, "one", "a", 11);
        assertThat(told).endsWith("a11 TooManyRequestsInFlight");
        enter(load, "two", "b", 3);
        assertThat(told).endsWith("b1 in", "b2 in", "b3 TooManyRequestsInFlight");
    }

    @Test
    void countsStreamsApartAndHasNoneWait() {
        Load load = load("streamsPerMember", 2, "streamsPerCaller", 1, "guaranteed", 0, "requestsPerMember", 1);
        stream(load, "a");
        stream(load, "a");
        stream(load, "b");
        stream(load, "c");
        assertThat(told).containsExactly("a in", "a TooManyStreamsOfCaller", "b in", "c TooManyStreamsOfMember");
        told.clear();
        enter(load, "m", "a", 1);
        assertThat(told).containsExactly("a1 in");
        assertThat(load.readings().get("m").streams()).isEqualTo(2);
    }

    @Test
    void letsOthersInWhenLimitsAreRaised() {
        Load load = load("requestsPerMember", 1, "adaptive", false, "callerShare", 100);
        enter(load, "m", "a", 3);
        load.use(Limited.by(Map.of("requestsPerMember", 2, "adaptive", false, "callerShare", 100)));
        assertThat(told).containsExactly("a1 in", "a2 in");
    }

    @Test
    void hasNobodyWaitForWhatAnotherHoldsSinceTheLimitWasHigher() {
        Load load = load("requestsPerMember", 8, "adaptive", false);
        enter(load, "m", "a", 5);
        load.use(Limited.by(Map.of("requestsPerMember", 4, "adaptive", false)));
        told.clear();
        enter(load, "m", "b", 3);
        assertThat(told).containsExactly("b1 in", "b2 in");
    }

    @Test
    void letsTheOneThatFindsOutPassEveryLimit() {
        Load load = load("requestsPerMember", 1, "adaptive", false, "requests", 1, "requestsPerCaller", 1);
        enter(load, "m", "a", 2);
        load.enter("m", "a", false, true, decision -> told.add("trial " + decision.isEmpty()));
        assertThat(told).endsWith("trial true");
    }

    @Test
    void forgetsMembersThatAreGoneOnceNothingOfThemIsLeft() {
        Load load = load();
        List<Ticket> one = enter(load, "m", "a", 1);
        load.follow(ClusterTable.EMPTY);
        assertThat(load.readings()).containsKey("m");
        one.get(0).end(Ending.SILENT, 0);
        load.follow(ClusterTable.EMPTY);
        assertThat(load.readings()).isEmpty();
        assertThat(load.callers()).isZero();
    }

    @Test
    void losesNothingBetweenThreads() throws InterruptedException {
        Load load = load("requestsPerMember", 3, "queueLength", 20);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            String caller = "caller-" + thread % 3;
            threads.execute(() -> {
                for (int i = 0; i < 5000; i++) {
                    Ticket ticket = load.enter("m" + i % 2, caller, i % 5 == 0, false, decision -> {});
                    if (ThreadLocalRandom.current().nextInt(4) == 0) {
                        ticket.expire();
                    }
                    ticket.end(Ending.ANSWERED, 1);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(load.requests()).isZero();
        assertThat(load.streams()).isZero();
        assertThat(load.callers()).isZero();
        assertThat(load.readings().values()).allMatch(MemberLoad.Reading::isIdle);
    }

    private Load load(Object... limits) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < limits.length; i += 2) {
            values.put(limits[i].toString(), limits[i + 1]);
        }
        return new Load(Limited.by(values), () -> now, new LoadMetrics(new PrometheusRegistry()));
    }

    private List<Ticket> enter(Load load, String member, String caller, int count) {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String name = caller + i;
            tickets.add(load.enter(
                    member,
                    caller,
                    false,
                    false,
                    decision ->
                            told.add(name + " " + decision.map(LoadTest::cause).orElse("in"))));
        }
        return tickets;
    }

    private void stream(Load load, String caller) {
        load.enter(
                "m",
                caller,
                true,
                false,
                decision ->
                        told.add(caller + " " + decision.map(LoadTest::cause).orElse("in")));
    }

    private static String cause(Rejection rejection) {
        return rejection.failure("m").causes().get(0).reason();
    }
}
