package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ValuesTest {

    private static final Path GO_VALUES = Path.of("src", "test", "resources", "go-chart", "values.yaml");

    @Test
    void passesStrictLint() {
        LintResult result = new Helm(Manifests.CHART).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void acceptsValuesOfTheGoChartAsTheyAre() {
        Manifests manifests = Manifests.render(template -> template.withValuesFile(GO_VALUES));

        assertThat(manifests
                        .one("Deployment", Manifests.NAME)
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(manifests.container().path("image").asText()).isEqualTo("oamdev/cluster-gateway:v1.1.11");
        assertThat(manifests.arguments())
                .contains(
                        "--secret-namespace=member-secrets",
                        "--ocm-integration=true",
                        "--proxy-host=proxy-entrypoint.open-cluster-management-cluster-proxy",
                        "--proxy-port=8090",
                        "--feature-gates=ClientIdentityPenetration=true,HealthinessCheck=true,SecretCache=true");
    }

    @Test
    void refusesUnknownValueByItsName() {
        assertThatThrownBy(() -> Manifests.render(template -> template.set("replcas", 3)))
                .hasMessageContaining("replcas")
                .hasMessageContaining("not allowed");
    }

    @Test
    void refusesUnknownValueInsideAnother() {
        assertThatThrownBy(() -> Manifests.render(template -> template.set("featureGate.healthyness", true)))
                .hasMessageContaining("healthyness")
                .hasMessageContaining("featureGate");
    }

    @Test
    void refusesGivenCertificateWithoutItsAuthority() {
        assertThatThrownBy(() -> Manifests.render(template -> template.set("servingCertificate.secretName", "mine")))
                .hasMessageContaining("servingCertificate.caBundle: missing");
    }

    @Test
    void describesEveryValueInTheSchema() throws IOException {
        Map<String, JsonNode> described = new TreeMap<>();
        collectProperties("", schema(), described);
        Set<String> values = new TreeSet<>();
        collectValues(
                "",
                new YAMLMapper().readTree(Manifests.CHART.resolve("values.yaml").toFile()),
                values);

        assertThat(described)
                .allSatisfy((path, property) ->
                        assertThat(property.path("description").asText()).isNotBlank());
        assertThat(described.keySet()).containsAll(values);
    }

    @Test
    void givesEveryValueOfTheSchemaDefault() throws IOException {
        Map<String, JsonNode> described = new TreeMap<>();
        collectProperties("", schema(), described);
        described.remove("/global");
        JsonNode values =
                new YAMLMapper().readTree(Manifests.CHART.resolve("values.yaml").toFile());

        assertThat(described.keySet())
                .allSatisfy(path -> assertThat(values.at(path).isMissingNode()).isFalse());
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper()
                .readTree(Manifests.CHART.resolve("values.schema.json").toFile());
    }

    private static void collectProperties(String path, JsonNode schema, Map<String, JsonNode> found) {
        schema.path("properties").properties().forEach(property -> {
            found.put(path + "/" + property.getKey(), property.getValue());
            collectProperties(path + "/" + property.getKey(), property.getValue(), found);
        });
    }

    private static void collectValues(String path, JsonNode values, Set<String> found) {
        if (path.equals("/resources") || path.equals("/rules")) {
            return;
        }
        values.properties().forEach(value -> {
            found.add(path + "/" + value.getKey());
            collectValues(path + "/" + value.getKey(), value.getValue(), found);
        });
    }
}
