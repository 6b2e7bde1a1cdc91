package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chaos.load.Load;
import io.clustergateway.chaos.load.Pages;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.CallerKind;
import io.clustergateway.chaos.scenario.Scenario.LoadPlan;
import io.clustergateway.hound.Hounded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No event loop of the gateway is blocked on any way of a request, while things change, or as it goes down. */
final class EventLoopsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A busy machine is no fault here. */
    private static final List<String> FLAGS = List.of(
            "--audit-log-path={dir}/audit.log",
            "--health-probe-interval=10s",
            "--health-probe-timeout=9s",
            "--member-connect-timeout=10s",
            "--member-response-header-timeout=20s");

    @Test
    void noneIsBlockedFromStartToEnd() throws Exception {
        try (Rig rig = new Rig(1, FLAGS, false)) {
            Replica replica = rig.replica(0);
            Load load = new Load(rig, new LoadPlan(List.of(CallerKind.values()), null, true, true));
            try {
                load.awaitServed(3, PATIENCE);
                Pages.readAll(rig);
                List.of("/metrics", "/readyz?verbose", "/livez").forEach(replica::get);
                rig.rules().swap();
                rig.rotate();
                load.awaitServed(3, PATIENCE);
                replica.terminate();
            } finally {
                load.stop();
            }
            assertThat(replica.log()).contains(Hounded.WATCHING);
            assertThat(replica.blockedLoops()).isEmpty();
        }
    }
}
