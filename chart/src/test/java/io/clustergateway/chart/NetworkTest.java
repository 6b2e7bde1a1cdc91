package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Who may reach which port of the pods. */
final class NetworkTest {

    private static final String PROMETHEUS =
            "metrics.plainPort.from[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name";

    @Test
    void letsEverybodyToTheSecurePortAndNobodyElsewhereAndTheGatewayEverywhere() {
        JsonNode policy = policy(Manifests.ofDefaults());

        assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\"]");
        assertThat(policy.path("ingress").toString()).isEqualTo("""
                [{"ports":[{"protocol":"TCP","port":"https"}]}]""");
        assertThat(policy.has("egress")).isFalse();
    }

    @Test
    void letsOnlyTheNamedToTheSecurePortWhereAsked() {
        Manifests narrow =
                Manifests.render(template -> template.set("networkPolicy.from[0].ipBlock.cidr", "10.0.0.0/8"));

        assertThat(policy(narrow).at("/ingress/0/from").toString()).isEqualTo("""
                [{"ipBlock":{"cidr":"10.0.0.0/8"}}]""");
    }

    @Test
    void letsOnlyTheNamedToThePlainPort() {
        Manifests plain = Manifests.render(
                template -> template.set("metrics.plainPort.enabled", true).set(PROMETHEUS, "monitoring"));

        assertThat(policy(plain).at("/ingress/1").toString()).isEqualTo("""
                {"ports":[{"protocol":"TCP","port":"metrics"}],\
                "from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"monitoring"}}}]}""");
        assertThat(plain.arguments()).contains("--management-address=0.0.0.0");
        assertThat(plain.container().at("/ports/1/name").asText()).isEqualTo("metrics");
        assertThat(plain.arguments())
                .contains("--management-port=" + plain.container().at("/ports/1/containerPort"));
        assertThat(plain.one("Service", Manifests.NAME)
                        .at("/spec/ports/1/targetPort")
                        .asText())
                .isEqualTo("metrics");
    }

    @Test
    void letsNobodyToThePlainPortWhileNobodyIsNamed() {
        Manifests plain = Manifests.render(template -> template.set("metrics.plainPort.enabled", true));

        assertThat(policy(plain).path("ingress")).hasSize(1);
    }

    @Test
    void leavesTheNetworkAloneWhereAsked() {
        Manifests without = Manifests.render(template -> template.set("networkPolicy.enabled", false));

        assertThat(without.ofKind("NetworkPolicy")).isEmpty();
    }

    private static JsonNode policy(Manifests manifests) {
        JsonNode spec = manifests.one("NetworkPolicy", Manifests.NAME).path("spec");
        assertThat(spec.at("/podSelector/matchLabels"))
                .isEqualTo(manifests.one("Deployment", Manifests.NAME).at("/spec/selector/matchLabels"));
        return spec;
    }
}
