package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.chaos.load.Load;
import io.clustergateway.chaos.rig.Level;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.Scenario;
import io.clustergateway.chaos.scenario.Scenario.LoadPlan;
import io.clustergateway.chaos.scenario.Scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** One scenario on one rig: a quiet level, faults under load, everything mended, and what must hold after it. */
final class Run {
    /** Of a replica that has just started, on a machine that does much beside. */
    private static final Duration WARMING = Duration.ofMinutes(2);

    private static final Duration RECOVERY = Duration.ofSeconds(40);
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** An exception on a request's way that is nobody's answer. */
    private static final String INNER_FAILURE = "proxying failed";

    private static final int STACK = 30;

    private final Set<String> unseen;
    private final Scenario scenario;
    private final Rig rig;
    private final List<Level> before;
    private final Slopes slopes;

    /** Against the levels before it. */
    Run(Scenario scenario, Rig rig, List<Level> before) {
        this.scenario = scenario;
        this.before = before;
        this.rig = rig;
        this.slopes = new Slopes(scenario, rig);
        this.unseen = new HashSet<>(scenario.expect().readyz());
    }

    void play() throws Exception {
        rig.members().values().forEach(member -> member.forget());
        int tunnels = rig.tunnels();
        Load load = new Load(rig, scenario.load());
        Duration recovery;
        try {
            load.awaitServed(3, RECOVERY);
            playSteps();
            rig.mend();
            long mended = System.nanoTime();
            load.awaitServed(3, RECOVERY);
            recovery = Duration.ofNanos(System.nanoTime() - mended);
            load.awaitWatches(RECOVERY);
        } finally {
            load.stop();
        }
        System.out.printf("%s: %s served again after %d ms%n", scenario.name(), load, recovery.toMillis());
        checkOutcomes(load);
        long over = System.nanoTime();
        checkLevels(tunnels);
        long settling = Duration.ofNanos(System.nanoTime() - over).toMillis();
        System.out.printf("%s: back at its levels after %d ms%n", scenario.name(), settling);
        checkLogs();
    }

    /** What grew with time while the faults came, a line each. */
    List<String> growth() {
        return slopes.faults();
    }

    /** After such a load without faults. */
    static List<Level> quietLevels(Rig rig, LoadPlan plan) throws Exception {
        Load warm = new Load(rig, plan);
        try {
            warm.awaitServed(10, WARMING);
        } finally {
            warm.stop();
        }
        return rig.replicas().stream().map(Replica::level).toList();
    }

    private void playSteps() throws InterruptedException {
        long begin = System.nanoTime();
        Timetable timetable = new Timetable(scenario.steps(), scenario.length());
        Duration now = Duration.ZERO;
        while (now.compareTo(scenario.length()) < 0) {
            TimeUnit.NANOSECONDS.sleep(timetable.next().minus(now).toNanos());
            now = Duration.ofNanos(System.nanoTime() - begin);
            for (Optional<Step> due = timetable.take(now); due.isPresent(); due = timetable.take(now)) {
                due.get().action().on(rig);
                lookAtReadiness();
                slopes.sample();
                now = Duration.ofNanos(System.nanoTime() - begin);
            }
        }
        lookAtReadiness();
        slopes.print();
    }

    private void lookAtReadiness() {
        if (!unseen.isEmpty()) {
            String page = rig.replica(0).get("/readyz?verbose");
            unseen.removeIf(page::contains);
        }
    }

    private void checkOutcomes(Load load) {
        List<String> faults = new ArrayList<>(load.outcomes().against(scenario.expect()));
        rig.members().values().forEach(member -> faults.addAll(member.faults()));
        if (scenario.expect().inFlightOnly()) {
            faults.addAll(
                    new InFlightOnly(rig.replicas()).faults(load.outcomes().failures()));
        }
        faults.addAll(rig.election().faults());
        faults.addAll(missingMetrics());
        assertThat(faults).as(load + innerFailures()).isEmpty();
        assertThat(unseen).as("not shown at /readyz").isEmpty();
    }

    /** What replicas logged of exceptions that nothing was to come of, for people. */
    private String innerFailures() {
        return rig.replicas().stream()
                .map(Replica::log)
                .filter(log -> log.contains(INNER_FAILURE))
                .map(log -> log.substring(log.indexOf(INNER_FAILURE)))
                .map(log -> "\n" + log.lines().limit(STACK).collect(Collectors.joining("\n")))
                .collect(Collectors.joining());
    }

    private List<String> missingMetrics() {
        String pages =
                rig.replicas().stream().map(replica -> replica.get("/metrics")).collect(Collectors.joining());
        return scenario.expect().metrics().stream()
                .filter(line ->
                        !Pattern.compile(line, Pattern.MULTILINE).matcher(pages).find())
                .map(line -> "no metric is as " + line)
                .toList();
    }

    private void checkLevels(int tunnels) {
        for (int i = 0; i < before.size(); i++) {
            Level was = before.get(i);
            Replica replica = rig.replica(i);
            try {
                await("replica %d is back to %s".formatted(i, was))
                        .atMost(SETTLING)
                        .pollInterval(Duration.ofMillis(500))
                        .until(replica::level, level -> level.isBackTo(was));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(e.getMessage() + " threads: " + replica.threadsByName(), e);
            }
        }
        await("tunnels").atMost(SETTLING).until(rig::tunnels, open -> open <= tunnels + 4);
    }

    private void checkLogs() {
        for (Replica replica : rig.replicas()) {
            assertThat(replica.log()).doesNotContain("LEAK:", "request failed inside the gateway", INNER_FAILURE);
            assertThat(replica.blockedLoops()).isEmpty();
        }
        for (String text : scenario.expect().log()) {
            assertThat(rig.replicas())
                    .anySatisfy(replica -> assertThat(replica.log()).contains(text));
        }
    }
}
