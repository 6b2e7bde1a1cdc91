package io.clustergateway.rules.tools;

import static io.clustergateway.rules.tools.Texts.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How texts are told apart, and what they make together. */
final class RuleTextsTest {
    private static final String ANNOTATION = "cluster.core.oam.dev/cluster-gateway-proxy-configuration";

    @Test
    void tellsTextsApart() {
        RuleTexts texts = RuleTexts.of(List.of(
                new RuleSource("rules", "kind: ClusterGatewayConfiguration"),
                new RuleSource("broken", "a: ["),
                new RuleSource("nothing", "# nothing"),
                new RuleSource("large", " ".repeat(Limits.DEFAULT.sourceSize() + 1)),
                new RuleSource("secret", "{kind: Secret, metadata: {name: a}}"),
                new RuleSource("cases", "kind: ClusterGatewayRulesTest")));
        assertThat(texts.rules()).extracting(RuleSource::name).containsExactly("rules", "broken", "nothing", "large");
        assertThat(texts.members()).extracting(MemberText::name).containsExactly("a");
        assertThat(texts.cases()).extracting(RuleSource::name).containsExactly("cases");
    }

    @Test
    void takesOfASecretWhatTheGatewayTakes() {
        RuleTexts texts = RuleTexts.of(List.of(new RuleSource("secrets", """
                apiVersion: v1
                kind: List
                items:
                - kind: Secret
                  metadata:
                    name: alpha
                    labels: {region: eu, cluster.core.oam.dev/provider: aws, cluster.core.oam.dev/cluster-endpoint-type: Const}
                    annotations: {cluster.core.oam.dev/cluster-alias: Alpha, %s: ' '}
                - kind: Secret
                  metadata: {name: beta, annotations: {%s: 'kind: x'}}
                """.formatted(ANNOTATION, ANNOTATION))));
        assertThat(texts.members())
                .extracting(MemberText::facts)
                .containsExactly(
                        new ClusterFacts("alpha", Map.of("region", "eu"), "Alpha", "aws"),
                        new ClusterFacts("beta", Map.of(), "", ""));
        assertThat(texts.member("alpha").orElseThrow().rules()).isEmpty();
        assertThat(texts.member("beta").orElseThrow().rules())
                .contains(new RuleSource("annotation of member beta", "kind: x"));
        assertThat(texts.findings()).extracting(Finding::code).containsExactly("NoRules");
    }

    @Test
    void namesWhatIsNoSecretBesideSecrets() {
        RuleTexts texts = RuleTexts.of(List.of(new RuleSource("secrets", """
                kind: Secret
                metadata: {}
                ---
                kind: ConfigMap
                metadata: {name: a}
                """)));
        assertThat(texts.findings())
                .extracting(Finding::line)
                .containsExactly(
                        "secrets:1:1: error: metadata.name: missing (expected: the Secret's name, the member's) (MissingField)",
                        "secrets:4:1: error: kind: ConfigMap beside Secrets (expected: Secret; rules in a file of their own)"
                                + " (UnknownKind)");
    }

    @Test
    void namesTheFaultsOfAManifestItself() {
        RuleTexts texts = RuleTexts.of(
                List.of(new RuleSource("secrets", "{kind: Secret, metadata: {name: a, name: b}}\n---\na: [")));
        assertThat(texts.findings()).extracting(Finding::code).contains("DuplicateKey", "YamlSyntax");
    }

    @Test
    void aMembersOwnRulesAreForItAlone() {
        RuleTexts texts = RuleTexts.of(List.of(
                        Texts.rules("[]"),
                        new RuleSource("secret", "{kind: Secret, metadata: {name: a, labels: {x: y}}}")))
                .with(MemberText.of("a", Texts.rules(mapping("own", "source: {}", "user: x"))))
                .with(MemberText.of("b", Texts.rules("[]")));
        RuleBook book = RuleBook.of(new RulesCompiler(Limits.DEFAULT, true), texts);
        assertThat(book.errors()).isEmpty();
        assertThat(book.at("a").member().orElseThrow().rules()).hasSize(1);
        assertThat(book.at("b").member().orElseThrow().rules()).isEmpty();
        assertThat(book.at("c").member()).isEmpty();
        assertThat(book.factsOf("a").labels()).containsEntry("x", "y");
    }

    @Test
    void collectsTheFaultsOfAllTexts() {
        RuleTexts texts = RuleTexts.of(
                List.of(new RuleSource("rules", "x: y"), new RuleSource("secret", """
                        kind: Secret
                        metadata:
                          name: a
                          annotations:
                            %s: |
                              kind: ClusterGatewayConfiguration
                              spec: {}
                        """.formatted(ANNOTATION))));
        assertThat(RuleBook.of(new RulesCompiler(Limits.DEFAULT, true), texts).errors())
                .extracting(finding -> finding.at().toString())
                .contains("secret:7:13")
                .anyMatch(place -> place.startsWith("rules:1:"));
    }
}
