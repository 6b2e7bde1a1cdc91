package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyReaderTest {
    private static final String HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- level: Metadat|p.yaml:4:10: error: level: Metadat (expected one of: None, Metadata",
                "- users: [a]|p.yaml:4:3: error: level:  (expected one of: None",
                "- {level: None, user: [a]}|p.yaml:4:17: error: unknown field user (expected one of: level, users",
                "- {level: None, users: a}|p.yaml:4:24: error: text (expected: a list)",
                "- {level: None, verbs: [[get]]}|p.yaml:4:25: error: a list (expected: text)",
                "- {level: None, omitStages: [Response]}|omitStages: Response (expected one of: [RequestReceived",
                "- {level: None, nonResourceURLs: [api]}|nonResourceURLs: api (expected: *, or a path",
                "- {level: None, nonResourceURLs: [/a*b]}|nonResourceURLs: /a*b (expected: *, or a path",
                "- {level: None, nonResourceURLs: [/a], namespaces: [b]}|nonResourceURLs beside resources or namespaces",
                "- {level: None, resources: [{group: apps/v1}]}|group: apps/v1 (expected: a group without its version)",
                "- {level: None, resources: [{resourceNames: [a]}]}|resourceNames without resources",
                "- nonsense|p.yaml:4:3: error: text (expected: a map)",
                "[]|rules: none (expected: one or more)",
                "{|p.yaml:4:3: error: neither YAML nor JSON"
            })
    void namesEachFaultByItsPlace(String rule, String expected) {
        assertThat(PolicyReader.read("p.yaml", HEAD + "  " + rule.strip()).errors())
                .anySatisfy(line -> assertThat(line).contains(shifted(expected)));
    }

    /** The rule is indented by two. */
    private static String shifted(String expected) {
        if (!expected.startsWith("p.yaml:4:")) {
            return expected;
        }
        String[] parts = expected.split(":", 4);
        int column = Integer.parseInt(parts[2]) + 2;
        return expected.startsWith("p.yaml:4:3: error: neither")
                ? "error:" + parts[3].substring(7)
                : parts[0] + ":4:" + column + ":" + parts[3];
    }

    @Test
    void anotherKindIsNoPolicy() {
        assertThat(PolicyReader.read(
                                "p.yaml", "apiVersion: audit.k8s.io/v1beta1\nkind: Policies\nrules: [{level: None}]")
                        .errors())
                .hasSize(2)
                .anyMatch(line -> line.contains(
                        "p.yaml:1:13: error: apiVersion: audit.k8s.io/v1beta1 (expected: audit.k8s.io/v1)"));
        assertThat(PolicyReader.read("p.yaml", "").errors()).hasSize(1);
    }

    @Test
    void bodiesAreNotReadSoThatHigherLevelsAreLoweredWithOneWarning() {
        PolicyReader.Read read = PolicyReader.read("p.yaml", HEAD + "- level: Request\n- level: RequestResponse\n");
        assertThat(read.errors()).isEmpty();
        assertThat(read.warnings())
                .singleElement()
                .asString()
                .contains("p.yaml:4:10")
                .contains("lowered to Metadata");
        assertThat(read.policy().rules()).allMatch(PolicyRule::audited).hasSize(2);
    }

    @Test
    void whatKubeApiserverTakesAndDoesNotMatterHereIsTaken() {
        assertThat(PolicyReader.read(
                                "p.yaml",
                                "apiVersion: audit.k8s.io/v1\nkind: Policy\nmetadata: {name: x}\nomitManagedFields: true\n"
                                        + "rules: [{level: Metadata, omitManagedFields: false}]")
                        .findings())
                .isEmpty();
    }
}
