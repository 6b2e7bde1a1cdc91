package io.clustergateway.authn;

import static io.clustergateway.authn.House.HEALTH;
import static io.clustergateway.authn.House.PROXY;
import static io.clustergateway.authn.House.certificate;
import static io.clustergateway.authn.House.nothing;
import static io.clustergateway.authn.House.token;
import static io.clustergateway.authn.HubCase.ALICE;
import static io.clustergateway.authn.HubCase.BOB;
import static io.clustergateway.authn.HubCase.CLIENTS;
import static io.clustergateway.authn.HubCase.FRONT_PROXY;
import static io.clustergateway.authn.HubCase.PROXIES;
import static io.clustergateway.authn.HubCase.STRANGERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Credentials;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AuthenticationTest {
    @RegisterExtension
    final HubCase hubCase = new HubCase();

    private FakeHub hub;

    @BeforeEach
    void open() {
        hub = hubCase.hub();
    }

    @Test
    void believesAFrontProxyAndAsksTheHub() {
        hub.allows = spec -> FakeHub.isUser(spec, "alice");
        AccessAnswer answer = hubCase.ready().answer(certificate(FRONT_PROXY, ALICE), PROXY);
        assertThat(answer.caller().user()).isEqualTo("alice");
        assertThat(answer.caller().groups()).containsExactly("devs", Caller.AUTHENTICATED);
        assertThat(answer.refusal()).isEmpty();
        assertThat(answer.validUntil() - System.nanoTime())
                .isPositive()
                .isLessThan(Duration.ofSeconds(10).toNanos());
        assertThat(hub.accessReviews.get(0).getJsonObject("resourceAttributes"))
                .isEqualTo(new JsonObject()
                        .put("verb", "get")
                        .put("group", "cluster.core.oam.dev")
                        .put("version", "v1alpha1")
                        .put("resource", "clustergateways")
                        .put("subresource", "proxy")
                        .put("name", "x"));
    }

    @Test
    void letsNobodyInParticularAskTheHubButNotReadDiscovery() {
        House house = hubCase.ready();
        assertThat(house.answer(nothing(), PROXY).refusal().orElseThrow())
                .hasMessageContaining("User \"system:anonymous\" cannot");
        assertThat(house.failure(nothing()).code()).isEqualTo(401);
    }

    @Test
    void leavesNobodyInParticularOutOfTheAuthenticatedAlsoBehindAFrontProxy() {
        Credentials anonymous =
                certificate(FRONT_PROXY, "X-Remote-User", "system:anonymous", "X-Remote-Group", Caller.UNAUTHENTICATED);
        assertThat(hubCase.ready().answer(anonymous, PROXY).caller()).isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void turnsNobodyAwayWhenThatIsSwitchedOff() {
        hub.publish(HubCase.data(CLIENTS, PROXIES));
        House house = hubCase.ready(new JsonObject().put("anonymous", false));
        assertThat(house.failure(nothing(), HEALTH).code()).isEqualTo(401);
    }

    /** S5: identity headers count only behind an allowed certificate of the request-header CA. */
    @Test
    void ignoresIdentityHeadersFromAnybodyElse() {
        hub.knows("good", "carol");
        House house = hubCase.ready();
        assertThat(house.user(token("good", ALICE), PROXY)).isEqualTo("carol");
        assertThat(house.user(certificate(BOB, ALICE), PROXY)).isEqualTo("bob");
        Issued notListed = PROXIES.issueClient("somebody", List.of());
        assertThat(house.failure(certificate(notListed, ALICE), HEALTH).code()).isEqualTo(401);
        assertThat(house.user(certificate(notListed, token("good", ALICE)), PROXY))
                .isEqualTo("carol");
    }

    /** Neither the token nor the certificate behind such a name says who the front proxy meant. */
    @Test
    void looksForNobodyElseWhenAFrontProxySaysANameThatIsNoText() {
        hub.knows("good", "carol");
        hub.publish(HubCase.data(PROXIES, PROXIES));
        House house = hubCase.ready(new JsonObject());
        for (Credentials credentials : List.of(nothing(), token("good"))) {
            Credentials shown = certificate(FRONT_PROXY, "X-Remote-User", "j\u00fcrgen");
            Credentials both = new Credentials(shown.chain(), credentials.bearerToken(), shown.headers());
            assertThat(house.failure(both, PROXY))
                    .hasMessage("the front proxy's x-remote-user is not UTF-8, so it names nobody")
                    .extracting(Failure::code)
                    .isEqualTo(401);
        }
    }

    @Test
    void knowsAClientByItsCertificate() {
        Caller caller = hubCase.ready().answer(certificate(BOB), PROXY).caller();
        assertThat(caller.user()).isEqualTo("bob");
        assertThat(caller.groups()).containsExactly("devs", Caller.AUTHENTICATED);
        assertThat(caller.extra()).containsOnlyKeys("authentication.kubernetes.io/credential-id");
    }

    @Test
    void refusesEveryCertificateItCannotBelieve() {
        House house = hubCase.ready();
        for (Flaw flaw : Flaw.values()) {
            assertThat(house.failure(certificate(CLIENTS.issueClient("bob", List.of(), flaw)), HEALTH))
                    .as("client %s", flaw)
                    .hasMessage("Unauthorized");
            Issued proxy = PROXIES.issueClient("front-proxy-client", List.of(), flaw);
            assertThat(house.failure(certificate(proxy, ALICE), HEALTH))
                    .as("front proxy %s", flaw)
                    .hasMessage("Unauthorized");
        }
        assertThat(house.failure(certificate(STRANGERS.issueClient("bob", List.of())), HEALTH)
                        .code())
                .isEqualTo(401);
    }

    @Test
    void letsAForeignCertificatePassWithAGoodToken() {
        hub.knows("good", "carol");
        assertThat(hubCase.ready().user(certificate(STRANGERS.issueClient("x", List.of()), token("good")), PROXY))
                .isEqualTo("carol");
    }

    @Test
    void knowsAHolderByItsToken() {
        hub.knows("good", "carol", "ops");
        assertThat(hubCase.ready().answer(token("good"), PROXY).caller())
                .isEqualTo(new Caller(
                        "carol",
                        Optional.of("carol-uid"),
                        List.of("ops", Caller.AUTHENTICATED),
                        Map.of("k", List.of("v"))));
    }

    /** S25: an answer is believed only when it says authenticated. */
    @Test
    void refusesATokenThatTheHubDoesNotVouchFor() {
        JsonObject user = new JsonObject().put("username", "mallory");
        hub.tokenStatus.put(
                "denied", new JsonObject().put("authenticated", false).put("user", user));
        hub.tokenStatus.put("silent", new JsonObject().put("user", user));
        hub.tokenStatus.put(
                "fault",
                new JsonObject().put("authenticated", true).put("error", "no").put("user", user));
        hub.tokenStatus.put("nameless", new JsonObject().put("authenticated", true));
        hub.tokenStatus.put(
                "text", new JsonObject().put("authenticated", "true").put("user", user));
        House house = hubCase.ready();
        for (String token : List.of("denied", "silent", "fault", "nameless", "text", "unknown")) {
            assertThat(house.failure(token(token), HEALTH)).as(token).hasMessage("Unauthorized");
        }
    }

    /** S25: a token for somebody else's audience is nobody's. */
    @Test
    void refusesTokenWithWrongAudience() {
        hub.publish(HubCase.data(CLIENTS, PROXIES));
        for (String token : List.of("none", "other", "ours")) {
            hub.knows(token, token);
        }
        hub.tokenStatus.get("other").put("audiences", new JsonArray().add("other"));
        hub.tokenStatus
                .get("ours")
                .put("audiences", new JsonArray().add("other").add("gateway"));
        House house = hubCase.ready(new JsonObject().put("audiences", new JsonArray().add("gateway")));
        assertThat(house.failure(token("none"), HEALTH).code()).isEqualTo(401);
        assertThat(house.failure(token("other"), HEALTH).code()).isEqualTo(401);
        assertThat(house.user(token("ours"), HEALTH)).isEqualTo("ours");
        assertThat(hub.tokenReviews.get(0).getJsonArray("audiences")).containsExactly("gateway");
    }
}
