package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps pods up, apart from each other, and as many as are needed. */
final class AvailabilityTest {

    private static final String BUDGET = "PodDisruptionBudget";
    private static final String SCALER = "HorizontalPodAutoscaler";

    private final Manifests manifests = Manifests.ofDefaults();

    @Test
    void keepsOneOfItsPodsUpWhileNodesAreDrained() {
        JsonNode budget = manifests.one(BUDGET, Manifests.NAME).path("spec");

        assertThat(budget.path("minAvailable").asInt()).isEqualTo(1);
        assertThat(budget.at("/selector/matchLabels")).isEqualTo(podSelector());
    }

    @Test
    void holdsNoNodeForTheOnlyPod() {
        Manifests one = Manifests.render(template -> template.set("replicas", 1));
        Manifests scaledFromOne = Manifests.render(
                template -> template.set("autoscaling.enabled", true).set("autoscaling.minReplicas", 1));
        Manifests off = Manifests.render(template -> template.set("podDisruptionBudget.enabled", false));

        assertThat(List.of(one, scaledFromOne, off))
                .allSatisfy(each -> assertThat(each.ofKind(BUDGET)).isEmpty());
    }

    @Test
    void spreadsItsPodsOverNodesAndZones() {
        assertThat(manifests.pod().path("topologySpreadConstraints")).hasSize(2).allSatisfy(spread -> {
            assertThat(spread.path("maxSkew").asInt()).isEqualTo(1);
            assertThat(spread.path("whenUnsatisfiable").asText()).isEqualTo("ScheduleAnyway");
            assertThat(spread.at("/labelSelector/matchLabels")).isEqualTo(podSelector());
        });
        assertThat(manifests.pod().path("topologySpreadConstraints").findValuesAsText("topologyKey"))
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    @Test
    void leavesPodsWhereTheyFallWhereAsked() {
        Manifests together = Manifests.render(template -> template.set("topologySpread.enabled", false));

        assertThat(together.pod().has("topologySpreadConstraints")).isFalse();
    }

    @Test
    void hasTwoPodsThatNobodyScales() {
        assertThat(manifests
                        .one("Deployment", Manifests.NAME)
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
        assertThat(manifests.ofKind(SCALER)).isEmpty();
        assertThat(manifests.arguments()).noneMatch(argument -> argument.startsWith("--goaway-chance"));
    }

    @Test
    void leavesTheNumberOfPodsToTheAutoscalerAndHasTheHubTurnToNewOnes() {
        Manifests scaled = Manifests.render(template -> template.set("autoscaling.enabled", true));
        JsonNode scaler = scaled.one(SCALER, Manifests.NAME).path("spec");

        assertThat(scaled.one("Deployment", Manifests.NAME).path("spec").has("replicas"))
                .isFalse();
        assertThat(scaler.at("/scaleTargetRef/name").asText()).isEqualTo(Manifests.NAME);
        assertThat(scaler.path("minReplicas").asInt()).isEqualTo(2);
        assertThat(scaler.path("maxReplicas").asInt()).isEqualTo(6);
        assertThat(scaler.at("/metrics/0/resource/name").asText()).isEqualTo("cpu");
        assertThat(scaled.container().at("/resources/requests/cpu").asText()).isNotEmpty();
        assertThat(scaled.arguments()).contains("--goaway-chance=0.001");
    }

    @Test
    void needsNoHookToDrain() {
        assertThat(manifests.container().has("lifecycle")).isFalse();
        assertThat(manifests.arguments()).contains("--shutdown-delay-duration=10s");
    }

    private JsonNode podSelector() {
        return manifests.one("Deployment", Manifests.NAME).at("/spec/selector/matchLabels");
    }
}
