package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.Scenario;
import io.clustergateway.chaos.scenario.Span;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The scenario {@code soak} for as long as its point needs: two minutes, an hour by {@code -Psoak}, or what {@code
 * -Dsoak.duration=15m} says. Live heap, descriptors and threads must not grow with time.
 */
final class SoakTest {
    @Test
    void nothingGrowsUnderAMixedLoadWithStreams() throws Exception {
        Scenario scenario =
                soak().lasting(Span.of(System.getProperty("soak.duration", Boolean.getBoolean("soak") ? "60m" : "2m")));
        try (Rig rig = new Rig(1, List.of(), false)) {
            Run run = new Run(scenario, rig, Run.quietLevels(rig, scenario.load()));
            run.play();
            assertThat(run.growth()).isEmpty();
        }
    }

    private static Scenario soak() throws IOException, URISyntaxException {
        return Scenario.read(ScenariosTest.files("soak").get(0));
    }
}
