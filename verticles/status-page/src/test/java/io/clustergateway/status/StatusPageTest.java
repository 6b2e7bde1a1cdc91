package io.clustergateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class StatusPageTest {
    private House house;

    @BeforeEach
    void open() {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', text/html; charset=utf-8",
        "status.js, text/javascript; charset=utf-8",
        "status.css, text/css; charset=utf-8",
        "icon.svg, image/svg+xml"
    })
    void itsFilesAreForEverybodyAndMayDoNothingElse(String path, String contentType) {
        HttpResponse<String> answer = house.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
        assertThat(answer.headers().firstValue("content-type")).contains(contentType);
        isLockedUp(answer);
    }

    @Test
    void itsDataIsForWhomTheHubLetsGetIt() {
        assertThat(house.get("status.json").statusCode()).isEqualTo(401);
        assertThat(house.get("status.json?token=" + House.TOKEN).statusCode()).isEqualTo(401);
        assertThat(house.get("status.json", "Cookie", "token=" + House.TOKEN).statusCode())
                .isEqualTo(401);
        assertThat(house.reviewed).isEmpty();
        assertThat(house.get("status.json", "Authorization", "Bearer " + House.NOBODYS)
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> stranger = house.get("status.json", "Authorization", "Bearer " + House.STRANGERS);
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).contains("sam cannot get path").doesNotContain("members");
        HttpResponse<String> olga = house.get("status.json", "Authorization", "bearer " + House.TOKEN);
        assertThat(olga.statusCode()).isEqualTo(200);
        assertThat(olga.headers().firstValue("cache-control")).contains("no-store");
        isLockedUp(olga);
        assertThat(house.reviewed).hasSize(3).containsOnly(new Attributes.NonResource("get", "/ui/status.json"));
    }

    /** A token in plain HTTP is to cross no network; that it did once is no reason to answer. */
    @Test
    void itsDataIsForThisMachineAlone() {
        PageQuestion elsewhere = new PageQuestion("/ui/status.json", "", House.TOKEN, false);
        assertThatThrownBy(() -> house.ask(elsewhere).await())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("mend: kubectl port-forward");
        assertThat(house.reviewed).isEmpty();
        PageQuestion here = new PageQuestion("/ui/status.json", "", House.TOKEN, true);
        assertThat(house.ask(here).await().code()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "status.json/", "../ui/%2e%2e/configz", "status.js.map"})
    void thereIsNoOtherPath(String path) {
        assertThat(house.get(path, "Authorization", "Bearer " + House.TOKEN).statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsMembersWithHealthEndpointAndCredential() {
        Issued certificate = CertificateAuthority.create("member-ca").issueClient("gateway", List.of());
        Credential shown = new Credential.ClientCertificate(certificate.certificatePem(), certificate.keyPem());
        house.members(
                Members.usual()
                        .with("the first", new Endpoint("a.example", 443, "/k8s"))
                        .named("alpha"),
                Members.usual().with(shown).named("beta"),
                Members.usual()
                        .with(new Credential.BearerToken(jwt(4102444800L)))
                        .named("gamma"),
                Members.usual().offline("being moved").named("delta"),
                Members.usual()
                        .with(new Health(Health.State.UNHEALTHY, "readyz says 500"))
                        .named("epsilon"),
                new BrokenMember("zeta", "uid", "1", "ca.crt is no certificate"));
        await().until(() -> members("").getInteger("total") == 6);
        JsonObject members = members("?order=name");
        assertThat(members.getJsonObject("conditions").getMap())
                .isEqualTo(new JsonObject()
                        .put("broken", 1)
                        .put("unhealthy", 1)
                        .put("unknown", 0)
                        .put("offline", 1)
                        .put("healthy", 3)
                        .getMap());
        JsonObject alpha = item(members, 0);
        assertThat(alpha.getString("alias")).isEqualTo("the first");
        assertThat(alpha.getJsonArray("endpoints")).containsExactly("https://a.example:443/k8s");
        assertThat(alpha.getJsonObject("credential")).isEqualTo(new JsonObject().put("type", "ServiceAccountToken"));
        assertThat(item(members, 1).getJsonObject("credential").getString("end"))
                .isEqualTo(certificate.certificate().getNotAfter().toInstant().toString());
        assertThat(item(members, 2).getString("reason")).isEqualTo("being moved");
        assertThat(item(members, 3).getString("reason")).isEqualTo("readyz says 500");
        assertThat(item(members, 4).getJsonObject("credential").getString("end"))
                .isEqualTo("2100-01-01T00:00:00Z");
        assertThat(item(members, 5).getString("reason")).isEqualTo("ca.crt is no certificate (mend: its Secret)");
        assertThat(names("")).containsExactly("zeta", "epsilon", "delta", "alpha", "beta", "gamma");
    }

    @Test
    void showsNothingOfACredentialOrSecret() {
        Credential jwt = new Credential.BearerToken(jwt(4102444800L));
        house.members(Members.healthy("alpha"), Members.usual().with(jwt).named("beta"));
        await().until(() -> members("").getInteger("total") == 2);
        String document = house.status("").encode();
        assertThat(document)
                .doesNotContain(Members.SECRET, jwt.bearerToken().orElseThrow().token(), "claims", House.TOKEN);
    }

    @Test
    void whatTheSecretDoesNotSayThisReplicasProbesDo() {
        Cluster alpha = Members.usual().with(Health.UNKNOWN).named("alpha");
        house.members(alpha);
        await().until(() -> item(members(""), 0).getString("condition").equals("unknown"));
        house.probed(HealthTable.EMPTY.with(
                "alpha", new HealthTable.Entry(alpha.uid(), new Health(Health.State.UNHEALTHY, "refused"))));
        await().until(() -> item(members(""), 0).getString("condition").equals("unhealthy"));
    }

    @Test
    void addsUpWhatMetricsSayOfAMember() {
        house.members(Members.healthy("alpha"), Members.healthy("beta"));
        await().until(() -> members("").getInteger("total") == 2);
        house.counters.answered("beta", 200, 0.01);
        house.counters.answered("beta", 502, 0.01);
        house.counters.answered("beta", 404, 40);
        house.counters.streams.labelValues("watch").set(3);
        await().until(() -> names("?order=requests").equals(List.of("beta", "alpha")));
        JsonObject status = house.status("?order=requests");
        JsonObject beta = item(status.getJsonObject("members"), 0);
        assertThat(beta.getLong("requests")).isEqualTo(3);
        assertThat(beta.getLong("errors")).isEqualTo(1);
        assertThat(beta.getJsonArray("buckets")).isEqualTo(new JsonArray("[0,2,0,0,0,0,0,0,0,0,0,1]"));
        assertThat(status.getJsonObject("members").getJsonArray("bounds")).hasSize(11);
        assertThat(status.getJsonObject("streams")).isEqualTo(new JsonObject().put("watch", 3));
    }

    @Test
    void showsRulesInForceWithHitsAndFaults() {
        house.ops.show("identity-rules", () -> new JsonObject("""
            {"identityPassing": true, "version": "abc", "members": {"alpha": {}}, "findings": ["a.yaml:3:1: odd"],
             "rules": [{"name": "first", "type": "PrivilegedIdentityExchanger", "priority": 9, "at": "a.yaml:7:5"}]}
            """));
        house.counters.decided("global", "first", "Impersonated");
        house.counters.decided("global", "first", "RuleFailed");
        house.counters.decided("member", "own", "IdentityDenied");
        house.counters.decided("none", "", "Impersonated");
        JsonObject rules = house.status("").getJsonObject("rules");
        assertThat(rules.getString("version")).isEqualTo("abc");
        assertThat(rules.getInteger("membersWithRules")).isEqualTo(1);
        assertThat(rules.getJsonArray("findings")).containsExactly("a.yaml:3:1: odd");
        assertThat(rules.getJsonArray("items").getJsonObject(0).getMap())
                .containsEntry("name", "first")
                .containsEntry("at", "a.yaml:7:5")
                .containsEntry("hits", 2)
                .containsEntry("faults", 1);
        assertThat(rules.getJsonArray("items").getJsonObject(1).getMap())
                .containsEntry("scope", "member")
                .containsEntry("refusals", 1);
        assertThat(rules.getJsonArray("items").getJsonObject(2).getMap()).containsEntry("scope", "none");
    }

    @Test
    void fiveThousandMembersAreGivenInParts() {
        house.members(IntStream.range(0, 5000)
                .mapToObj(i -> Members.healthy("member-%04d".formatted(i)))
                .toArray(Member[]::new));
        IntStream.range(0, 5000).forEach(i -> house.counters.answered("member-%04d".formatted(i), 200, 0.01));
        await().until(() -> members("").getInteger("total") == 5000);
        assertThat(names("?order=name&offset=4990&limit=200")).hasSize(10).startsWith("member-4990");
        assertThat(names("?search=ER-123")).hasSize(10);
        assertThat(members("?condition=broken").getJsonArray("items")).isEmpty();
        assertThat(house.status("?limit=200").encode().length()).isLessThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=201", "limit=0", "offset=-1", "offset=x", "order=up", "condition=ill"})
    void namesTheParameterThatIsWrong(String query) {
        HttpResponse<String> answer = house.get("status.json?" + query, "Authorization", "Bearer " + House.TOKEN);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("message"))
                .startsWith(query.substring(0, query.indexOf('=')));
    }

    @Test
    void whatNoClientOfOursCanSendIsRefusedToo() {
        assertThatThrownBy(() -> View.of("search=%zz"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("query: ");
        assertThatThrownBy(() -> View.of("search=" + "x".repeat(254)))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("search: 254");
    }

    private JsonObject members(String query) {
        return house.status(query).getJsonObject("members");
    }

    private List<String> names(String query) {
        return members(query).getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("name"))
                .toList();
    }

    private static JsonObject item(JsonObject members, int index) {
        return members.getJsonArray("items").getJsonObject(index);
    }

    private static void isLockedUp(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none';")
                .contains("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
    }

    private static String jwt(long end) {
        String claims = "{\"sub\":\"claims\",\"exp\":%d}".formatted(end);
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return "e30." + encoded + "." + Instant.ofEpochSecond(end).hashCode();
    }
}
