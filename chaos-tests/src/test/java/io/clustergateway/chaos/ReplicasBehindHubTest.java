package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clustergateway.chaos.load.Load;
import io.clustergateway.chaos.load.Outcomes;
import io.clustergateway.chaos.rig.HubRig;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.CallerKind;
import io.clustergateway.chaos.scenario.Scenario.LoadPlan;
import io.clustergateway.testkit.real.ApiServerSettings;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas on a real hub behind haproxy, as in production, for as long as {@code -Dseconds} says; by -Pchaos only. */
final class ReplicasBehindHubTest {
    private static final int SECONDS = Integer.getInteger("seconds", 120);
    private static final int KILLED_EVERY = 5;
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /** Readiness fails for so long before the listener closes that balancers have noticed. */
    private static final List<String> FLAGS = List.of("--goaway-chance=0.02", "--shutdown-delay-duration=1s");

    private static final LoadPlan PLAN = new LoadPlan(
            List.of(
                    CallerKind.CERTIFICATE,
                    CallerKind.CERTIFICATE,
                    CallerKind.CONNECTING,
                    CallerKind.TOKEN,
                    CallerKind.CHANGING),
            null,
            true,
            false);

    @RegisterExtension
    static final RealKubernetesExtension HUB = RealKubernetesExtension.with(
            ApiServerSettings.named("hub").withToken(Rig.TOKEN, "token-1", List.of("team-of-token-1")));

    @Test
    void whenOneIsKilledAgainAndAgainOnlyWhatWasOnItsWayToItFails() throws Exception {
        assumeTrue(HubRig.hasHaproxy(), "skipped: there is no haproxy here (chaos-tests/behind-hub installs Debian's)");
        try (HubRig rig = new HubRig(HUB.server(), FLAGS)) {
            Load load = play(rig, () -> killUntilTheEnd(rig));
            List<String> faults = faults(rig, load);
            InFlightOnly inFlight = new InFlightOnly(rig.replicas());
            faults.addAll(inFlight.faults(load.outcomes().failures()));
            long deaths = rig.replicas().stream()
                    .mapToLong(replica -> replica.deaths().size())
                    .sum();
            System.out.printf("%d kills in %d s: %s%n", deaths, SECONDS, load);
            load.outcomes().failures().forEach(failure -> System.out.println(inFlight.told(failure)));
            assertThat(faults).isEmpty();
            assertThat(deaths).isGreaterThanOrEqualTo(SECONDS / (3 * KILLED_EVERY));
        }
    }

    @Test
    void whenTheyAreRestartedOneAfterTheOtherNobodyNotices() throws Exception {
        assumeTrue(HubRig.hasHaproxy(), "skipped: there is no haproxy here (chaos-tests/behind-hub installs Debian's)");
        try (HubRig rig = new HubRig(HUB.server(), FLAGS)) {
            Load load = play(rig, () -> {
                rig.restartAll();
                rig.restartAll();
            });
            System.out.println("restarted twice: " + load);
            assertThat(faults(rig, load)).isEmpty();
            assertThat(load.outcomes().failures()).isEmpty();
        }
    }

    private interface Faults {
        void come() throws Exception;
    }

    private static Load play(HubRig rig, Faults faults) throws Exception {
        Load load = new Load(rig, PLAN);
        try {
            load.awaitServed(10, RECOVERY);
            faults.come();
            rig.awaitReady();
            load.awaitServed(10, RECOVERY);
            load.awaitWatches(RECOVERY);
        } finally {
            load.stop();
        }
        return load;
    }

    private static void killUntilTheEnd(HubRig rig) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> kills =
                    clock.scheduleAtFixedRate(rig::killNextAndStart, 1, KILLED_EVERY, TimeUnit.SECONDS);
            clock.schedule(() -> kills.cancel(false), SECONDS, TimeUnit.SECONDS).get();
        } finally {
            clock.shutdown();
            assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** But for refusals, which here are the hub's. */
    private static List<String> faults(HubRig rig, Load load) {
        List<String> faults = new ArrayList<>(load.outcomes().against(Outcomes.ONLY_THE_HUB));
        rig.members().values().forEach(member -> faults.addAll(member.faults()));
        for (Replica replica : rig.replicas()) {
            assertThat(replica.log()).doesNotContain("LEAK:", "request failed inside the gateway");
        }
        assertThat(rig.balancerLog())
                .as("haproxy: there was always a replica in rotation")
                .doesNotContain("has no server available");
        return faults;
    }
}
