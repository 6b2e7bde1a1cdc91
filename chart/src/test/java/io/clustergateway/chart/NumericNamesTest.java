package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that YAML would read as numbers, which Kubernetes allows, and refuses where they come as numbers. */
final class NumericNamesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"""
        secretNamespace: "%s"
        imagePullSecrets: ["%s"]
        priorityClassName: "%s"
        ocmIntegration: {enabled: true, managedServiceAccount: "%s"}
        clusterProfiles: {enabled: true, namespace: "%s"}
        autoscaling: {enabled: true}
        audit: {enabled: true, policy: {rules: []}}
        metrics: {dashboard: {enabled: true}}
        """, """
        servingCertificate: {mode: helm}
        """, """
        servingCertificate: {mode: secret, secretName: "%s", caBundle: "-----BEGIN CERTIFICATE-----"}
        """})
    void staysTextWhereverTextStands(String values) throws IOException {
        Map<String, JsonNodeType> ordinary = types(values, "plain");

        assertThat(ordinary).hasSizeGreaterThan(100);
        assertThat(types(values, "123")).isEqualTo(ordinary);
        assertThat(types(values, "1e3")).isEqualTo(ordinary);
    }

    private Map<String, JsonNodeType> types(String values, String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), values.replace("%s", name));
        Manifests manifests = Manifests.render(
                template -> template.withName(name).withNamespace(name + "0").withValuesFile(file));
        Map<String, JsonNodeType> types = new TreeMap<>();
        for (int i = 0; i < manifests.documents().size(); i++) {
            collect(String.valueOf(i), manifests.documents().get(i), types);
        }
        return types;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNodeType> types) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), types);
            }
        }
        node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), types));
        if (node.isValueNode()) {
            types.put(path, node.getNodeType());
        }
    }
}
