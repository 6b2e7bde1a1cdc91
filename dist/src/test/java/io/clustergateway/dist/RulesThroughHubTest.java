package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code config-samples/rules-basic.yaml} between real API servers: the member's own words tell who somebody was there. */
final class RulesThroughHubTest {
    private static final Path SAMPLE = Path.of("..", "config-samples", "rules-basic.yaml");
    private static final String MAPPED_MEMBER = "cluster-34567";
    private static final String WHO = "/api/v1/namespaces/kube-system/secrets";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @TempDir
    static Path dir;

    private static Vertx vertx;
    private static RealRig rig;
    private static Path rules;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        rules = Files.writeString(dir.resolve("rules.yaml"), sample());
        rig = new RealRig(
                hub.server(), member.server(), Map.of("identity.passing", true, "identity.rules", rules.toString()));
        rig.putMember(MAPPED_MEMBER, member.server().adminCertificate());
        rig.letUseMembers("Group", "team");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(RealRig.MEMBER, "probe", "team").contains("User \"probe\" cannot list"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(MAPPED_MEMBER, "probe", "team").contains("User \"probe\" cannot list"));
    }

    @AfterAll
    static void stop() {
        rig.close();
        vertx.close().await();
    }

    @Test
    void aMemberOfTheGroupActsAsTheCredential() {
        assertThat(ask(RealRig.MEMBER, "anna", "team", "sudoer")).contains("\"kind\":\"SecretList\"");
    }

    @Test
    void aMappedUserIsSomebodyElseAtThatMemberOnly() {
        assertThat(ask(MAPPED_MEMBER, "user-12345", "team")).contains("User \"user-34567\" cannot list");
        assertThat(ask(RealRig.MEMBER, "user-12345", "team")).contains("User \"user-12345\" cannot list");
    }

    @Test
    void theHigherPriorityDecidesAlthoughItStandsLater() {
        assertThat(ask(MAPPED_MEMBER, "user-12345", "team", "sudoer")).contains("User \"user-34567\" cannot list");
        assertThat(ask(RealRig.MEMBER, "user-12345", "team", "sudoer")).contains("\"kind\":\"SecretList\"");
    }

    @Test
    void theExchangerIsAskedAndItsAnswerImpersonated() {
        assertThat(ask(RealRig.MEMBER, "ext-bob", "team")).contains("User \"bob@corp\" cannot list");
    }

    @Test
    void theExchangersRefusalIsARefusal() {
        assertThat(ask(RealRig.MEMBER, "ext-mallory", "team", "sudoer"))
                .contains("Forbidden")
                .contains("external");
    }

    @Test
    void whomNoRuleMatchesIsThemselves() {
        assertThat(ask(RealRig.MEMBER, "carol", "team")).contains("User \"carol\" cannot list");
    }

    @Test
    void anAnnotationIsAskedBeforeTheFileAndABrokenOneRefuses() {
        annotate(
                "spec: {clientIdentityExchanger: {rules: [{name: own, source: {user: dora}, target: {user: d-at-member},"
                        + " type: StaticMappingIdentityExchanger}]}}");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ask(MAPPED_MEMBER, "dora", "team").contains("User \"d-at-member\" cannot list"));
        assertThat(ask(MAPPED_MEMBER, "user-12345", "team")).contains("User \"user-34567\" cannot list");
        annotate("spec: {clientIdentityExchanger: {rules: [{name: own, source: {userPattern: \"(\"},"
                + " type: PrivilegedIdentityExchanger}]}}");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            String answer = ask(MAPPED_MEMBER, "dora", "team");
            return answer.contains("RulesInvalid") && answer.contains(MAPPED_MEMBER);
        });
        assertThat(ask(RealRig.MEMBER, "dora", "team")).contains("User \"dora\" cannot list");
        annotate("");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ask(MAPPED_MEMBER, "dora", "team").contains("User \"dora\" cannot list"));
    }

    @Test
    void anEditedFileTakesEffectWhileRunningAndABrokenOneDoesNot() throws IOException {
        String good = Files.readString(rules);
        Files.writeString(rules, good.replace("user: user-34567", "user: user-99999"));
        await().atMost(Duration.ofSeconds(2))
                .until(() -> ask(MAPPED_MEMBER, "user-12345", "team").contains("User \"user-99999\" cannot list"));
        Files.writeString(rules, "spec: [");
        await().atMost(Duration.ofSeconds(5)).until(() -> configz().contains("rules.yaml:1:"));
        assertThat(ask(MAPPED_MEMBER, "user-12345", "team")).contains("User \"user-99999\" cannot list");
        Files.writeString(rules, good);
        await().atMost(Duration.ofSeconds(2))
                .until(() -> ask(MAPPED_MEMBER, "user-12345", "team").contains("User \"user-34567\" cannot list"));
    }

    /** What kubectl says about a list nobody but the credential may have. */
    private static String ask(String name, String user, String... groups) {
        var result = rig.hubKubectl(user, groups).run("get", "--raw", RealRig.proxyPath(name) + WHO);
        return result.out() + result.err();
    }

    private static String configz() {
        return rig.pastTheHub("operator", "/configz", "system:masters").getValue();
    }

    private static void annotate(String text) {
        String change =
                text.isEmpty() ? "null" : new JsonArray().add(text).encode().replaceAll("^\\[|]$", "");
        String patch =
                "{\"metadata\":{\"annotations\":{\"cluster.core.oam.dev/cluster-gateway-proxy-configuration\":%s}}}"
                        .formatted(change);
        rig.hubKubectl()
                .run("patch", "secret", MAPPED_MEMBER, "-n", "vela-system", "--type=merge", "-p", patch)
                .expectSuccess();
    }

    /** The sample, but for the address of the exchanger and its CA. */
    private static String sample() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("exchanger-ca");
        Issued serving = authority.issueServer(List.of("localhost"));
        Path ca = Files.writeString(dir.resolve("exchanger-ca.crt"), authority.certificatePem());
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(serving.keyCertOptions());
        HttpServer exchanger = vertx.createHttpServer(options)
                .requestHandler(RulesThroughHubTest::exchange)
                .listen(0, "127.0.0.1")
                .await();
        String line = "url: https://exchanger.example/";
        String text = Files.readString(SAMPLE);
        assertThat(text).contains(line);
        int start = text.indexOf(line);
        String indent = " ".repeat(start - text.lastIndexOf('\n', start) - 1);
        return text.replace(
                line, "url: https://localhost:%d/\n%scaFile: %s".formatted(exchanger.actualPort(), indent, ca));
    }

    private static void exchange(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject asked = body.toJsonObject().getJsonObject("request");
            String user = asked.getJsonObject("user").getString("username").substring("ext-".length());
            JsonObject answer = new JsonObject().put("uid", asked.getString("uid"));
            if (user.equals("mallory")) {
                answer.put("allowed", false).put("message", "nobody knows mallory");
            } else {
                answer.put("allowed", true).put("identity", new JsonObject().put("username", user + "@corp"));
            }
            request.response()
                    .putHeader("content-type", "application/json")
                    .end(new JsonObject()
                            .put("apiVersion", "cluster.core.oam.dev/v1alpha1")
                            .put("kind", "IdentityExchangeReview")
                            .put("response", answer)
                            .toBuffer());
        });
    }
}
