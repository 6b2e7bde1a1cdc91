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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** All callers and watches of a scenario, from its making to {@link #stop}. */
public final class Load {
    private final Outcomes outcomes;
    private final List<Caller> callers = new ArrayList<>();
    private final List<Ticking> watches;

    public Load(Front rig, LoadPlan plan) {
        outcomes = new Outcomes(rig.isHub());
        for (CallerKind kind : plan.callers()) {
            for (String member : plan.members()) {
                callers.add(new Caller(rig, kind, member, outcomes));
            }
        }
        watches = plan.watches() ? Ticking.all(rig, outcomes) : List.of();
    }

    /** Waits until each caller has been served so often again. */
    public void awaitServed(int times, Duration patience) {
        Map<Caller, Long> before = callers.stream().collect(Collectors.toMap(caller -> caller, Caller::served));
        try {
            await("everybody is served")
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> callers.stream()
                                    .filter(caller -> caller.served() < before.get(caller) + times)
                                    .map(Caller::label)
                                    .toList(),
                            List::isEmpty);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " " + this + " " + outcomes.lastFailures(), e);
        }
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
        Future.join(callers.stream().map(Caller::stop).toList()).await(40, TimeUnit.SECONDS);
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public String toString() {
        return outcomes + (watches.isEmpty() ? "" : " watches=" + watches);
    }
}
