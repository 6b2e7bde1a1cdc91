package io.clustergateway.chaos.load;

import static org.awaitility.Awaitility.await;

import io.clustergateway.chaos.rig.Front;
import io.clustergateway.chaos.scenario.CallerKind;
import io.clustergateway.chaos.scenario.Scenario.LoadPlan;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** All callers and watches of a scenario, from its making to {@link #stop}. */
public final class Load {
    private final Outcomes outcomes;
    private final List<Caller> callers = new ArrayList<>();
    private final List<Ticking> watches;
    private final List<Streaming> streams;

    public Load(Front rig, LoadPlan plan) {
        outcomes = new Outcomes(rig.isHub());
        for (CallerKind kind : plan.callers()) {
            for (String member : plan.members()) {
                callers.add(new Caller(rig, kind, member, outcomes));
            }
        }
        watches = plan.watches() ? Ticking.all(rig, outcomes) : List.of();
        streams = plan.streams()
                ? plan.members().stream()
                        .map(member -> new Streaming(rig, member, outcomes))
                        .toList()
                : List.of();
    }

    /** Waits until each caller has been served so often again, and each stream came whole so often. */
    public void awaitServed(int times, Duration patience) {
        Map<String, Long> before = served();
        try {
            await("everybody is served")
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> served().entrySet().stream()
                                    .filter(now -> now.getValue() < before.get(now.getKey()) + times)
                                    .map(Map.Entry::getKey)
                                    .toList(),
                            List::isEmpty);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " " + this + " " + outcomes.lastFailures(), e);
        }
    }

    /** How often, by label. */
    private Map<String, Long> served() {
        Map<String, Long> served = new TreeMap<>();
        callers.forEach(caller -> served.put(caller.label(), caller.served()));
        streams.forEach(stream -> served.put(stream.label(), stream.served()));
        return served;
    }

    /** Writes no more, and waits until watches have seen everything. */
    public void awaitWatches(Duration patience) {
        watches.forEach(Ticking::stopWriting);
        await("watches have seen everything")
                .atMost(patience)
                .until(
                        () -> watches.stream()
                                .filter(watch -> !watch.hasAllBeenSeen())
                                .toList(),
                        List::isEmpty);
    }

    /** Waits until the last answer is there. */
    public void stop() throws Exception {
        watches.forEach(Ticking::stop);
        Stream<Future<Void>> stops = Stream.concat(
                callers.stream().map(Caller::stop), streams.stream().map(Streaming::stop));
        Future.join(stops.toList()).await(40, TimeUnit.SECONDS);
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public String toString() {
        return outcomes
                + (watches.isEmpty() ? "" : " watches=" + watches)
                + (streams.isEmpty() ? "" : " streams=" + streams);
    }
}
