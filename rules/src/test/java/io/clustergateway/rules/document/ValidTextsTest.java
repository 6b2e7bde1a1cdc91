package io.clustergateway.rules.document;

import static io.clustergateway.rules.document.Texts.read;
import static io.clustergateway.rules.document.Texts.rules;
import static io.clustergateway.rules.document.Texts.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.PassingOverrides;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ValidTextsTest {
    @Test
    void readsAPrivilegedRule() {
        assertThat(only(read(rules(
                        "- {name: a, type: PrivilegedIdentityExchanger, source: {group: sudoer}, priority: 10}"))))
                .isEqualTo(new RuleDraft(
                        new Rule("a", Scope.GLOBAL, RuleType.PRIVILEGED, 10, at(6, 7), Optional.empty()),
                        Optional.of(new SourceDraft(
                                Optional.empty(),
                                text("sudoer", 6, 68),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                at(6, 52))),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void readsAStaticRuleWithLiterals() {
        RuleDraft draft = only(read(rules("""
                        - name: mapping
                          type: StaticMappingIdentityExchanger
                          priority: -2147483648
                          source:
                            user: user-12345
                            uid: "12"
                            cluster: cluster-34567
                            userPattern: ^user-
                            groupPattern: 12
                            clusterPattern: '^cluster-'
                          target:
                            user: user-34567
                            groups: [a, "b c"]
                            uid: 'u'
                            extra:
                              Example.org/Scopes: [x, ""]
                              7: []
                        """)));

        assertThat(draft.rule().priority()).isEqualTo(Integer.MIN_VALUE);
        SourceDraft source = draft.source().orElseThrow();
        assertThat(source.user()).isEqualTo(text("user-12345", 10, 15));
        assertThat(source.uid()).contains(new ScalarText("12", at(11, 14), "\"12\""));
        assertThat(source.cluster()).isEqualTo(text("cluster-34567", 12, 18));
        assertThat(source.userPattern()).isEqualTo(text("^user-", 13, 22));
        assertThat(source.groupPattern()).isEqualTo(text("12", 14, 23));
        assertThat(source.clusterPattern()).contains(new ScalarText("^cluster-", at(15, 25), "'^cluster-'"));
        assertThat(source.group()).isEmpty();
        assertThat(draft.target().orElseThrow())
                .isEqualTo(new TargetDraft(
                        text("user-34567", 17, 15),
                        Optional.of(List.of("a", "b c")),
                        Optional.of(new ScalarText("u", at(19, 14), "'u'")),
                        Optional.of(new TreeMap<>(Map.of("example.org/scopes", List.of("x", ""), "7", List.of()))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        at(17, 9)));
    }

    @Test
    void readsAStaticRuleWithExpressions() {
        RuleDraft draft = only(read(rules("""
                        - name: computed
                          type: StaticMappingIdentityExchanger
                          when: true
                          target:
                            userExpression: '"eu:" + request.user'
                            groupsExpression: request.groups
                            uidExpression: |-
                              request.uid
                            extraExpression: "request.extra"
                        """)));

        assertThat(draft.source()).isEmpty();
        assertThat(draft.when()).isEqualTo(text("true", 8, 13));
        TargetDraft target = draft.target().orElseThrow();
        assertThat(target.user()).isEmpty();
        assertThat(target.userExpression().map(ScalarText::value)).contains("\"eu:\" + request.user");
        assertThat(target.groupsExpression().map(ScalarText::value)).contains("request.groups");
        assertThat(target.uidExpression().map(ScalarText::value)).contains("request.uid");
        assertThat(target.extraExpression().map(ScalarText::value)).contains("request.extra");
    }

    @Test
    void readsAnExternalRule() {
        RuleDraft draft = only(read(rules("""
                        - name: external
                          type: ExternalIdentityExchanger
                          source: {userPattern: "ext-.*"}
                          url: http://[::1]:8080/exchange?a=b
                          allowInsecureURL: true
                          timeout: 100ms
                          maxTTL: 0
                          caFile: /ca.crt
                          clientCertificateFile: /tls.crt
                          clientKeyFile: /tls.key
                        """)));

        assertThat(draft.rule().exchanger())
                .contains(new ExternalExchanger(
                        URI.create("http://[::1]:8080/exchange?a=b"),
                        Duration.ofMillis(100),
                        Optional.of("/ca.crt"),
                        Optional.of("/tls.crt"),
                        Optional.of("/tls.key"),
                        Duration.ZERO));
        assertThat(draft.target()).isEmpty();
    }

    @Test
    void externalRulesHaveDefaults() {
        assertThat(only(read(
                                rules(
                                        "- {name: a, type: ExternalIdentityExchanger, when: x, url: https://e.example, timeout: ~}")))
                        .rule()
                        .exchanger())
                .contains(new ExternalExchanger(
                        URI.create("https://e.example"),
                        Duration.ofSeconds(5),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMinutes(5)));
    }

    @Test
    void readsTheRestOfTheSpec() {
        RulesDraft live = read(spec("""
                                clientIdentityExchanger: {rules: []}
                                defaultAction: Deny
                                shadow: false
                                impersonation:
                                  dropSystemGroups: true
                                  hubIdentityPrefix: ""
                                  forwardUid: false
                                  forwardExtra: ["Example.org/*", "*"]
                                """)).live();

        assertThat(live)
                .isEqualTo(new RulesDraft(
                        List.of(),
                        Optional.of(DefaultAction.DENY),
                        new PassingOverrides(
                                Optional.of(true),
                                Optional.of(""),
                                Optional.of(false),
                                Optional.of(List.of("example.org/*", "*")))));
    }

    @Test
    void readsTheExampleOfTheDesign() {
        Reading reading = read("""
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayProxyConfiguration
                metadata:
                  name: rules
                  labels: {a: b}
                spec:
                  clientIdentityExchanger:
                    rules:
                    - name: super-user
                      priority: 10
                      source: {group: sudoer}
                      type: PrivilegedIdentityExchanger        # act with the member credential's own identity
                    - name: mapping
                      priority: 100
                      source: {user: user-12345, cluster: cluster-34567}
                      target: {user: user-34567}
                      type: StaticMappingIdentityExchanger
                    - name: external
                      priority: 20
                      source: {userPattern: "ext-.*"}
                      url: https://exchanger.example/
                      type: ExternalIdentityExchanger
                    - name: eu-readers
                      priority: 5
                      when: 'cluster.labels.region == "eu" && request.verb in ["get","list","watch"]'
                      target: {userExpression: '"eu:" + request.user', groupsExpression: 'request.groups'}
                      type: StaticMappingIdentityExchanger
                """);

        assertThat(reading.findings()).isEmpty();
        assertThat(reading.live().rules())
                .extracting(draft -> draft.rule().priority())
                .containsExactly(10, 100, 20, 5);
    }

    @Test
    void readsJsonAsItReadsYaml() {
        Reading reading = read("""
                {"apiVersion":"cluster.core.oam.dev/v1alpha1","kind":"ClusterGatewayConfiguration","metadata":null,
                \t"spec":{"clientIdentityExchanger":{"rules":[
                \t\t{"name":"\\u00fc","type":"StaticMappingIdentityExchanger","priority":3,"source":{"user":"a\\/b"},
                \t\t"target":{"user":"\\ud83d\\ude00","groups":[]},"url":null}]}}}
                """);

        RuleDraft draft = only(reading);
        assertThat(draft.rule().name()).isEqualTo("ü");
        assertThat(draft.source().flatMap(SourceDraft::user).map(ScalarText::value))
                .contains("a/b");
        assertThat(draft.target().flatMap(TargetDraft::user).map(ScalarText::value))
                .contains("😀");
    }

    @Test
    void emptyDocumentsBesideOthersCountNot() {
        assertThat(read("---\n# none\n---\n" + rules("- {name: a, type: PrivilegedIdentityExchanger, when: x}")
                                + "---\n")
                        .findings())
                .isEmpty();
    }

    private static RuleDraft only(Reading reading) {
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.live().rules()).hasSize(1);
        return reading.live().rules().get(0);
    }

    private static Position at(int line, int column) {
        return new Position("1.yaml", line, column);
    }

    private static Optional<ScalarText> text(String value, int line, int column) {
        return Optional.of(ScalarText.plain(value, at(line, column)));
    }
}
