package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThatThrownBy(() -> Manifests.render(template ->
                        template.set("servingCertificate.mode", "secret").set("servingCertificate.secretName", "mine")))
                .hasMessageContaining("servingCertificate.caBundle: missing");
    }

    @Test
    void refusesNameOfCertificateThatNobodyWouldRead() {
        assertThatThrownBy(() -> Manifests.render(template -> template.set("servingCertificate.secretName", "mine")))
                .hasMessageContaining("servingCertificate.secretName: mine")
                .hasMessageContaining("servingCertificate.mode=secret");
    }

    @Test
    void refusesModeSecretWithoutItsName() {
        assertThatThrownBy(() -> Manifests.render(template -> template.set("servingCertificate.mode", "secret")))
                .hasMessageContaining("servingCertificate.secretName: empty");
    }

    @ParameterizedTest
    @CsvSource({
        "metrics.serviceMonitor.enabled, true, monitoring.coreos.com/v1",
        "metrics.prometheusRule.enabled, true, monitoring.coreos.com/v1",
        "servingCertificate.mode, cert-manager, cert-manager.io/v1"
    })
    void refusesWhatNeedsAnApiThatTheHubDoesNotHave(String value, String setting, String api) {
        Object typed = setting.equals("true") ? Boolean.TRUE : setting;

        assertThatThrownBy(() -> Manifests.render(template -> template.set(value, typed)))
                .hasMessageContaining(value)
                .hasMessageContaining("the hub has no API " + api);
    }

    @Test
    void refusesFewerPodsAtMostThanAtLeast() {
        assertThatThrownBy(() -> Manifests.render(
                        template -> template.set("autoscaling.enabled", true).set("autoscaling.maxReplicas", 1)))
                .hasMessageContaining("autoscaling.maxReplicas: 1 (expected: autoscaling.minReplicas or more");
    }

    /** Helm takes a default away where a value is null. */
    @Test
    void refusesByItsNameWhatItCannotDoWithout(@TempDir Path folder) throws IOException {
        Set<String> paths = new TreeSet<>();
        collectValues(
                "",
                new YAMLMapper().readTree(Manifests.CHART.resolve("values.yaml").toFile()),
                paths);
        Path file = folder.resolve("values.yaml");
        for (String path : paths) {
            List<String> keys = List.of(path.substring(1).split("/"));
            String json = String.join(
                    "", keys.stream().map(key -> "{\"%s\": ".formatted(key)).toList());
            Files.writeString(file, json + "null" + "}".repeat(keys.size()));
            try {
                Manifests.render(template -> template.withValuesFile(file));
            } catch (RuntimeException refused) {
                assertThat(refused.getMessage())
                        .as(path)
                        .contains("values don't meet the specifications of the schema", keys.get(keys.size() - 1));
            }
        }
        Files.writeString(file, "rules: null");
        assertThatThrownBy(() -> Manifests.render(template -> template.withValuesFile(file)))
                .hasMessageContaining("rules");
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
        if (Set.of("/resources", "/rules", "/metrics/dashboard/labels").contains(path)) {
            return;
        }
        values.properties().forEach(value -> {
            found.add(path + "/" + value.getKey());
            collectValues(path + "/" + value.getKey(), value.getValue(), found);
        });
    }
}
