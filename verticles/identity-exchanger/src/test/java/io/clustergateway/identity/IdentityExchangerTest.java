package io.clustergateway.identity;

import static io.clustergateway.identity.House.ALICE;
import static io.clustergateway.identity.House.document;
import static io.clustergateway.identity.House.everybodyIs;
import static io.clustergateway.identity.House.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.RequestVariable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityExchangerTest {
    private static final Cluster MEMBER = member("member", "");
    private static final String PRIVILEGED =
            document("- {name: root, source: {user: alice}, type: PrivilegedIdentityExchanger}");

    private final House house = new House();

    @TempDir
    private Path dir;

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void actsAsTheCredentialWhileIdentityPassingIsOffAndSaysSo() {
        house.start(new JsonObject());
        assertThat(house.who(MEMBER)).isEqualTo(new Impersonation.AsCredential());
        assertThat(house.readiness.warnings()).containsOnlyKeys("identity-passing");
    }

    @Test
    void actsAsTheCallerWhenTheGateIsOn() {
        house.start(passing());
        assertThat(house.who(MEMBER)).isEqualTo(asAlice());
        assertThat(house.readiness.warnings()).containsOnlyKeys("identity-system-groups");
    }

    @Test
    void actsAsTheCallerWhenTheRequestAsksForIt() {
        house.start(new JsonObject());
        assertThat(house.ask(ALICE, MEMBER, House.get("pods"), true).impersonation())
                .isEqualTo(asAlice());
    }

    @Test
    void actsAsTheCallerWithoutAHubWhateverIsSet() {
        house.start(new JsonObject().put("passing", false), Optional.empty(), true);
        assertThat(house.who(MEMBER)).isEqualTo(asAlice());
    }

    @Test
    void doesWhatTheRulesSayAndTellsWhichOneOfWhichVersion() {
        house.start(withRules(everybodyIs("bob")));
        IdentityAnswer answer = house.ask(MEMBER);
        assertThat(answer.impersonation())
                .isEqualTo(new Impersonation.As(new Caller("bob", Optional.empty(), List.of(), Map.of())));
        assertThat(answer.rule()).isEqualTo("r-bob");
        assertThat(answer.ruleSetVersion()).isEqualTo(house.firstVersion());
        assertThat(answer.dependsOn()).isEmpty();
    }

    @Test
    void tellsWhatAnAnswerDependsOn() {
        house.start(
                withRules(
                        document(
                                "- {name: r, when: 'request.verb == \"get\"', target: {user: bob}, type: StaticMappingIdentityExchanger}")));
        assertThat(house.ask(MEMBER).dependsOn()).containsExactly(RequestVariable.VERB);
    }

    @Test
    void rulesDoNothingWhileIdentityPassingIsOffAndSayIt() {
        house.start(withRules(everybodyIs("bob")).put("passing", false));
        assertThat(house.who(MEMBER)).isEqualTo(new Impersonation.AsCredential());
        assertThat(house.readiness.warnings()).containsKey("identity-rules-unused");
        assertThat(house.ask(ALICE, MEMBER, House.get("pods"), true).rule()).isEqualTo("r-bob");
    }

    @Test
    void asksTheMembersOwnRulesFirst() {
        house.start(withRules(everybodyIs("global")));
        assertThat(house.whom(member("own", everybodyIs("mine")))).isEqualTo("mine");
        assertThat(house.whom(MEMBER)).isEqualTo("global");
    }

    @Test
    void saysNothingOfRulesThatARequestStillCarries() {
        house.start(withRules(everybodyIs("global")));
        Cluster wrong = house.publish(member("wrong", "spec: ["));
        await().until(() -> house.readiness.warnings().containsKey("identity-rules/wrong"));
        house.publish(member("wrong", everybodyIs("mine")));
        await().until(() -> !house.readiness.warnings().containsKey("identity-rules/wrong"));
        assertThat(refusal(wrong).code()).isEqualTo(503);
        assertThat(house.readiness.warnings()).doesNotContainKey("identity-rules/wrong");
    }

    @Test
    void refusesAMemberWithWrongRulesAndNoOther() {
        house.start(withRules(everybodyIs("global")));
        Cluster wrong = house.publish(member("wrong", "spec: ["));
        Failure refusal = refusal(wrong);
        assertThat(refusal.code()).isEqualTo(503);
        assertThat(refusal.reason()).isEqualTo("RulesInvalid");
        assertThat(refusal.getMessage()).contains("\"wrong\"");
        assertThat(house.whom(MEMBER)).isEqualTo("global");
        await().until(() -> house.readiness.warnings().containsKey("identity-rules/wrong"));
        assertThat(house.readiness.isReady()).isTrue();
        Cluster mended = house.publish(member("wrong", everybodyIs("mine")));
        assertThat(house.whom(mended)).isEqualTo("mine");
        await().until(() -> !house.readiness.warnings().containsKey("identity-rules/wrong"));
    }

    @Test
    void showsWrongRulesOfAMemberBeforeAnybodyAsksAndForgetsThemWithIt() {
        house.start(passing());
        house.publish(member("wrong", "spec: ["));
        await().until(() -> house.readiness.warnings().containsKey("identity-rules/wrong"));
        house.publish(member("wrong", ""));
        await().until(() -> !house.readiness.warnings().containsKey("identity-rules/wrong"));
    }

    @Test
    void refusesEverybodyButStaysReadyWhenTheFirstReadingIsWrong() {
        house.start(withRules("spec: ["));
        assertThat(refusal(MEMBER).reason()).isEqualTo("RulesInvalid");
        assertThat(refusal(MEMBER).code()).isEqualTo(503);
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.readiness.warnings().get("identity-rules")).contains("rules.yaml:1:", "are refused");
    }

    @Test
    void refusesWhomNoRuleMatchesWhenTheRulesSaySo() {
        house.start(withRules("spec: {defaultAction: Deny, clientIdentityExchanger: {rules: []}}"));
        Failure refusal = refusal(MEMBER);
        assertThat(refusal.code()).isEqualTo(403);
        assertThat(refusal.causes()).extracting(Failure.Cause::reason).containsExactly("IdentityDenied");
    }

    @Test
    void refusesAndCountsWhenARuleThrows() {
        house.start(withRules(document("""
                - name: fragile
                  when: 'cluster.labels.absent == "x"'
                  target: {user: bob}
                  type: StaticMappingIdentityExchanger
                """)));
        Failure refusal = refusal(MEMBER);
        assertThat(refusal.code()).isEqualTo(403);
        assertThat(refusal.causes()).contains(new Failure.Cause("Rule", "fragile"));
        assertThat(house.metrics.scrape())
                .contains(
                        "cluster_gateway_identity_decisions_total{outcome=\"RuleFailed\",rule=\"fragile\",scope=\"global\"} 1.0");
    }

    @Test
    void tellsTheSameHundredRulesApartInAllMetrics() {
        String hundred = IntStream.range(0, 100)
                .mapToObj(
                        "- {name: r-%1$d, source: {user: u-%1$d}, target: {user: bob}, type: StaticMappingIdentityExchanger}"
                                ::formatted)
                .collect(Collectors.joining("\n"));
        house.start(withRules(document(hundred + """

                - {name: last, source: {user: ext}, url: "https://127.0.0.1:1/", type: ExternalIdentityExchanger}
                """)));
        IntStream.range(0, 100).forEach(i -> house.ask(caller("u-" + i), MEMBER, House.get("pods"), false));
        assertThatThrownBy(() -> house.ask(caller("ext"), MEMBER, House.get("pods"), false))
                .isInstanceOf(Failure.class);
        assertThat(house.metrics.scrape())
                .contains(
                        "cluster_gateway_identity_decisions_total{outcome=\"External\",rule=\"other\",scope=\"global\"} 1.0",
                        "cluster_gateway_identity_exchange_duration_seconds_count{rule=\"other\"} 1")
                .containsPattern(
                        "cluster_gateway_identity_exchange_requests_total\\{code=\"[^\"]+\",rule=\"other\"} 1.0")
                .doesNotContain("rule=\"last\"");
    }

    @Test
    void grantsTheCredentialsIdentityByAnExplicitRuleOnly() {
        house.start(withRules(PRIVILEGED));
        assertThat(house.who(MEMBER)).isEqualTo(new Impersonation.AsCredential());
    }

    @Test
    void refusesPrivilegedRulesWithoutAHubUnlessAllowed() {
        house.start(withRules(PRIVILEGED), Optional.empty(), true);
        assertThat(refusal(MEMBER).reason()).isEqualTo("RulesInvalid");
        try (House allowed = new House()) {
            allowed.start(withRules(PRIVILEGED).put("allowPrivilegedWithoutHub", true), Optional.empty(), true);
            assertThat(allowed.who(MEMBER)).isEqualTo(new Impersonation.AsCredential());
        }
    }

    @Test
    void comparesWithTheShadowAndActsOnTheLiveRulesOnly() throws IOException {
        Files.writeString(dir.resolve("next.yaml"), everybodyIs("carol").replace("spec:", "spec:\n  shadow: true"));
        house.start(withRules(everybodyIs("bob")).put("rules", dir.toString()));
        assertThat(house.whom(MEMBER)).isEqualTo("bob");
        assertThat(house.metrics.scrape())
                .contains("cluster_gateway_identity_shadow_decisions_total{outcome=\"different\"} 1.0");
    }

    @Test
    void followsItsFileAndTellsTheNewVersion() throws IOException {
        house.start(withRules(everybodyIs("bob")));
        Files.writeString(dir.resolve("rules.yaml"), everybodyIs("carol"));
        await().until(() -> house.whom(MEMBER).equals("carol"));
        await().until(() -> house.versions.size() == 2);
    }

    @Test
    void showsWhatIsInForce() {
        house.start(withRules(everybodyIs("bob")));
        house.publish(member("own", everybodyIs("mine")));
        await().until(() -> rules().getJsonObject("members").containsKey("own"));
        assertThat(rules().getString("version")).isEqualTo(house.firstVersion());
        assertThat(rules().getJsonArray("rules").getJsonObject(0).getString("name"))
                .isEqualTo("r-bob");
        assertThat(house.readiness.notes().get("identity-rules")).contains("1 rules");
        assertThat(house.metrics.scrape())
                .contains("cluster_gateway_identity_rules_last_config_info{hash=\"%s\"} 1"
                        .formatted(rules().getString("version")))
                .contains("cluster_gateway_identity_rules_automatic_reloads_total{status=\"success\"} 1.0");
    }

    @Test
    void forgetsAServerThatNoRuleOfAMemberNamesAnyMore() {
        house.start(withRules(everybodyIs("global")));
        refusal(house.publish(member("own", external("https://127.0.0.1:1/former"))));
        assertThat(house.metrics.scrape()).contains("url=\"https://127.0.0.1:1/former\"");
        house.publish(member("own", external("https://127.0.0.1:1/other")));
        await().until(() -> !house.metrics.scrape().contains("url=\"https://127.0.0.1:1/former\""));
    }

    private static String external(String url) {
        return document(
                "- {name: ext, source: {userPattern: .}, url: '%s', type: ExternalIdentityExchanger}".formatted(url));
    }

    private JsonObject rules() {
        String body =
                house.ops.answer("/configz", Map.of(), false).orElseThrow().body();
        return new JsonObject(body).getJsonObject("identity-rules");
    }

    private Failure refusal(Cluster cluster) {
        return catchThrowableOfType(Failure.class, () -> house.ask(cluster));
    }

    private JsonObject withRules(String text) {
        try {
            Path file = Files.writeString(dir.resolve("rules.yaml"), text);
            return passing().put("rules", file.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject passing() {
        return new JsonObject().put("passing", true);
    }

    private static Caller caller(String user) {
        return new Caller(user, Optional.empty(), List.of(), Map.of());
    }

    private static Impersonation asAlice() {
        return new Impersonation.As(new Caller("alice", Optional.empty(), ALICE.groups(), Map.of()));
    }
}
