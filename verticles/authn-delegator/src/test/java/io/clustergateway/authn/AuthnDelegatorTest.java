package io.clustergateway.authn;

import static io.clustergateway.authn.House.HEALTH;
import static io.clustergateway.authn.House.METRICS;
import static io.clustergateway.authn.House.PROXY;
import static io.clustergateway.authn.House.certificate;
import static io.clustergateway.authn.House.nothing;
import static io.clustergateway.authn.House.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthnDelegatorTest {
    private static final CertificateAuthority CLIENTS = CertificateAuthority.create("clients");
    private static final CertificateAuthority PROXIES = CertificateAuthority.create("proxies");
    private static final CertificateAuthority STRANGERS = CertificateAuthority.create("strangers");
    private static final Issued FRONT_PROXY = PROXIES.issueClient("front-proxy-client", List.of());
    private static final Issued BOB = CLIENTS.issueClient("bob", List.of("devs"));
    private static final String[] ALICE = {"X-Remote-User", "alice", "X-Remote-Group", "devs"};

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);

    @TempDir
    private Path folder;

    private HubApi api;

    @BeforeEach
    void connect() throws IOException {
        api = HubApi.connect(vertx, Optional.of(hub.kubeconfig(folder)), "test/1");
    }

    @AfterEach
    void close() {
        api.close();
        vertx.close().await();
    }

    @Test
    void believesAFrontProxyAndAsksTheHub() {
        hub.allows = spec -> FakeHub.isUser(spec, "alice");
        AccessAnswer answer = readyHouse().answer(certificate(FRONT_PROXY, ALICE), PROXY);
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
    void sendsUidAndExtrasWithTheReview() {
        readyHouse()
                .answer(
                        certificate(
                                FRONT_PROXY, "X-Remote-User", "alice", "X-Remote-Uid", "u", "X-Remote-Extra-K", "v"),
                        METRICS);
        assertThat(hub.accessReviews.get(0))
                .isEqualTo(new JsonObject()
                        .put("user", "alice")
                        .put("uid", "u")
                        .put("groups", new JsonArray().add(Caller.AUTHENTICATED))
                        .put("extra", new JsonObject().put("k", new JsonArray().add("v")))
                        .put(
                                "nonResourceAttributes",
                                new JsonObject().put("path", "/metrics").put("verb", "get")));
    }

    @Test
    void refusesInTheReferencesWords() {
        Failure refusal = readyHouse()
                .answer(certificate(FRONT_PROXY, ALICE), PROXY)
                .refusal()
                .orElseThrow();
        assertThat(refusal)
                .hasMessage(
                        "clustergateways.cluster.core.oam.dev \"x\" is forbidden: User \"alice\" cannot get resource"
                                + " \"clustergateways/proxy\" in API group \"cluster.core.oam.dev\" at the cluster scope");
    }

    @Test
    void asksForEachAttributeAndOneRefusalDecides() {
        hub.allows = spec -> spec.containsKey("resourceAttributes");
        AccessAnswer answer = readyHouse().answer(certificate(FRONT_PROXY, ALICE), PROXY, METRICS);
        assertThat(answer.refusal().orElseThrow()).hasMessageContaining("path \"/metrics\"");
        assertThat(hub.accessReviews).hasSize(2);
    }

    @Test
    void letsMastersAndHealthPathsPassWithoutAReview() {
        House house = readyHouse();
        Credentials master = certificate(FRONT_PROXY, "X-Remote-User", "root", "X-Remote-Group", Caller.MASTERS);
        assertThat(house.answer(master, PROXY).refusal()).isEmpty();
        assertThat(house.answer(certificate(FRONT_PROXY, ALICE), HEALTH).refusal())
                .isEmpty();
        assertThat(house.answer(certificate(FRONT_PROXY, ALICE)).refusal()).isEmpty();
        assertThat(house.user(nothing(), HEALTH)).isEqualTo("system:anonymous");
        assertThat(hub.accessReviews).isEmpty();
    }

    @Test
    void letsNobodyInParticularAskTheHubButNotReadDiscovery() {
        House house = readyHouse();
        assertThat(house.answer(nothing(), PROXY).refusal().orElseThrow())
                .hasMessageContaining("User \"system:anonymous\" cannot");
        assertThat(house.failure(nothing()).code()).isEqualTo(401);
    }

    @Test
    void leavesNobodyInParticularOutOfTheAuthenticatedAlsoBehindAFrontProxy() {
        Credentials anonymous =
                certificate(FRONT_PROXY, "X-Remote-User", "system:anonymous", "X-Remote-Group", Caller.UNAUTHENTICATED);
        assertThat(readyHouse().answer(anonymous, PROXY).caller()).isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void turnsNobodyAwayWhenThatIsSwitchedOff() {
        hub.publish(data(CLIENTS, PROXIES));
        House house = ready(house(new JsonObject().put("anonymous", false)));
        assertThat(house.failure(nothing(), HEALTH).code()).isEqualTo(401);
    }

    /** S5: identity headers count only behind an allowed certificate of the request-header CA. */
    @Test
    void ignoresIdentityHeadersFromAnybodyElse() {
        hub.knows("good", "carol");
        House house = readyHouse();
        assertThat(house.user(token("good", ALICE), PROXY)).isEqualTo("carol");
        assertThat(house.user(certificate(BOB, ALICE), PROXY)).isEqualTo("bob");
        Issued notListed = PROXIES.issueClient("somebody", List.of());
        assertThat(house.failure(certificate(notListed, ALICE), HEALTH).code()).isEqualTo(401);
        assertThat(house.user(certificate(notListed, token("good", ALICE)), PROXY))
                .isEqualTo("carol");
    }

    @Test
    void knowsAClientByItsCertificate() {
        Caller caller = readyHouse().answer(certificate(BOB), PROXY).caller();
        assertThat(caller.user()).isEqualTo("bob");
        assertThat(caller.groups()).containsExactly("devs", Caller.AUTHENTICATED);
        assertThat(caller.extra()).containsOnlyKeys("authentication.kubernetes.io/credential-id");
    }

    @Test
    void refusesEveryCertificateItCannotBelieve() {
        House house = readyHouse();
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
        assertThat(readyHouse().user(certificate(STRANGERS.issueClient("x", List.of()), token("good")), PROXY))
                .isEqualTo("carol");
    }

    @Test
    void knowsAHolderByItsToken() {
        hub.knows("good", "carol", "ops");
        assertThat(readyHouse().answer(token("good"), PROXY).caller())
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
        House house = readyHouse();
        for (String token : List.of("denied", "silent", "fault", "nameless", "text", "unknown")) {
            assertThat(house.failure(token(token), HEALTH)).as(token).hasMessage("Unauthorized");
        }
    }

    /** S25: a token for somebody else's audience is nobody's. */
    @Test
    void refusesTokenWithWrongAudience() {
        hub.publish(data(CLIENTS, PROXIES));
        for (String token : List.of("none", "other", "ours")) {
            hub.knows(token, token);
        }
        hub.tokenStatus.get("other").put("audiences", new JsonArray().add("other"));
        hub.tokenStatus
                .get("ours")
                .put("audiences", new JsonArray().add("other").add("gateway"));
        House house = ready(house(new JsonObject().put("audiences", new JsonArray().add("gateway"))));
        assertThat(house.failure(token("none"), HEALTH).code()).isEqualTo(401);
        assertThat(house.failure(token("other"), HEALTH).code()).isEqualTo(401);
        assertThat(house.user(token("ours"), HEALTH)).isEqualTo("ours");
        assertThat(hub.tokenReviews.get(0).getJsonArray("audiences")).containsExactly("gateway");
    }

    @Test
    void asksOnceWhileTheSameIsBeingAsked() {
        hub.knows("good", "carol");
        hub.allows = spec -> true;
        House house = readyHouse();
        hub.silent = true;
        List<Future<AccessAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(house.ask(token("good"), PROXY));
        }
        await().until(() -> hub.heldBack() == 1);
        hub.release();
        Future.all(asked).await();
        assertThat(hub.tokenReviews).hasSize(1);
        assertThat(hub.accessReviews).hasSize(1);
        house.answer(token("good"), PROXY);
        assertThat(hub.tokenReviews).as("remembered").hasSize(1);
        assertThat(hub.accessReviews).as("not remembered here").hasSize(2);
        assertThat(house.metrics.scrape())
                .contains("cluster_gateway_reviews_total{kind=\"token\",outcome=\"allowed\"} 1.0")
                .contains("cluster_gateway_reviews_total{kind=\"access\",outcome=\"allowed\"} 2.0")
                .contains("ocm_proxy_cluster_escalation_access_review_duration_seconds_count{success=\"true\"} 2")
                .contains("ocm_proxy_cluster_escalation_access_review_duration_seconds_bucket"
                        + "{success=\"true\",le=\"0.0\"} 0");
    }

    @Test
    void neverMixesTheAnswersOfTwoCallers() {
        hub.allows = spec -> FakeHub.isUser(spec, "alice");
        House house = readyHouse();
        List<Future<AccessAnswer>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(house.ask(certificate(FRONT_PROXY, ALICE), PROXY));
            asked.add(house.ask(certificate(FRONT_PROXY, "X-Remote-User", "eve", "X-Remote-Group", "devs"), PROXY));
        }
        Future.all(asked).await();
        assertThat(asked)
                .allSatisfy(one -> assertThat(one.result().refusal().isEmpty())
                        .isEqualTo(one.result().caller().user().equals("alice")));
    }

    @Test
    void saysUnavailableInTimeWhenTheHubStaysSilent() {
        hub.knows("good", "carol");
        House house = readyHouse();
        hub.silent = true;
        long asked = System.nanoTime();
        Failure authorization = house.failure(certificate(FRONT_PROXY, ALICE), PROXY);
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isLessThan(Topics.ACCESS_REVIEW.limit().plusMillis(500));
        assertThat(authorization.code()).isEqualTo(503);
        assertThat(authorization.hop()).isEqualTo(Hop.HUB_AUTHORIZATION);
        assertThat(authorization.retryAfterSeconds()).hasValue(1);
        Failure authentication = house.failure(token("good"), PROXY);
        assertThat(authentication.code()).isEqualTo(503);
        assertThat(authentication.hop()).isEqualTo(Hop.HUB_AUTHENTICATION);
    }

    @Test
    void goesOnWithoutReviewsWhileTheHubIsCutOffAndHealsByItself() {
        hub.allows = spec -> true;
        House house = readyHouse();
        hub.cut();
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY).code()).isEqualTo(503);
        assertThat(house.user(certificate(FRONT_PROXY, ALICE))).isEqualTo("alice");
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.readiness.warnings()).containsKey("hub-access-reviews");
        hub.heal();
        await().until(() -> house.ask(certificate(FRONT_PROXY, ALICE), PROXY)
                .transform(answer -> Future.succeededFuture(answer.succeeded()))
                .await());
        assertThat(house.readiness.warnings()).doesNotContainKey("hub-access-reviews");
    }

    @Test
    void failsClosedUntilTheHubWasReadOnce() {
        House house = house(new JsonObject()).start();
        await().until(() -> house.reason().contains("is not there"));
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY))
                .hasMessage("hub authentication is not known yet")
                .extracting(Failure::code)
                .isEqualTo(503);
        assertThat(house.user(nothing(), HEALTH)).isEqualTo("system:anonymous");
        hub.publish(data(CLIENTS, PROXIES));
        await().until(house.readiness::isReady);
        assertThat(house.user(certificate(FRONT_PROXY, ALICE))).isEqualTo("alice");
    }

    @Test
    void namesTheMissingRoleBinding() {
        hub.refusals.put("/api/v1/namespaces/kube-system/configmaps", 403);
        House house = house(new JsonObject()).start();
        await().until(() -> house.reason().contains("extension-apiserver-authentication-reader"));
        assertThat(house.reason()).contains("kind: RoleBinding");
    }

    @Test
    void toleratesAMissingRoleBindingWhenToldTo() {
        hub.refusals.put("/api/v1/namespaces/kube-system/configmaps", 403);
        House tolerant = ready(house(new JsonObject().put("tolerateLookupFailure", true)));
        assertThat(tolerant.readiness.warnings()).containsKey("hub-authentication");
        assertThat(tolerant.answer(certificate(FRONT_PROXY, ALICE), HEALTH).caller())
                .isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void takesARotatedAuthorityWithoutARestartAndKeepsTheLastGood() {
        House house = readyHouse();
        hub.publish(data(STRANGERS, STRANGERS));
        await().until(() -> "alice".equals(userOrNone(house, STRANGERS.issueClient("front-proxy-client", List.of()))));
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .isEqualTo(401);
        assertThat(house.failure(certificate(BOB), HEALTH).code()).isEqualTo(401);

        hub.publish(data(CLIENTS, PROXIES).put("requestheader-client-ca-file", "broken"));
        await().until(() -> house.readiness.warnings().containsKey("hub-authentication"));
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.user(certificate(STRANGERS.issueClient("front-proxy-client", List.of()), ALICE)))
                .isEqualTo("alice");
        assertThat(house.user(certificate(BOB))).as("the good part is taken").isEqualTo("bob");
        hub.publish(data(CLIENTS, PROXIES));
        await().until(() -> house.readiness.warnings().isEmpty());
    }

    @Test
    void publishesTheHeaderNamesOfTheHub() {
        House house = house(new JsonObject()).start();
        AtomicReference<CredentialHeaders> seen = new AtomicReference<>();
        house.kernel.bus().follow(Topics.CREDENTIAL_HEADERS, seen::set);
        await().until(() -> CredentialHeaders.DEFAULT.equals(seen.get()));
        hub.publish(data(CLIENTS, PROXIES).put("requestheader-username-headers", "[\"X-My-User\"]"));
        await().until(() -> seen.get().users().equals(List.of("x-my-user")));
        assertThat(house.user(certificate(FRONT_PROXY, "X-My-User", "alice"))).isEqualTo("alice");
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), HEALTH).code())
                .as("not named by the hub any more, and no client of the client CA")
                .isEqualTo(401);
    }

    @Test
    void comesBackWithWhatItKnewWhenItDiesWhileTheHubIsCutOff() {
        House house = readyHouse();
        hub.cut();
        house.kill();
        await().until(() -> "alice".equals(userOrNone(house, FRONT_PROXY)));
        assertThat(house.readiness.isReady()).isTrue();
        house.kill();
        await().until(() -> "alice".equals(userOrNone(house, FRONT_PROXY)));
    }

    @Test
    void worksWithoutTheRightToReviewTokensAndSaysWhichRuleIsMissing() {
        hub.allows = spec -> true;
        hub.refusals.put(FakeHub.TOKEN_REVIEWS, 403);
        House house = readyHouse();
        assertThat(house.failure(token("good"), HEALTH).code()).isEqualTo(401);
        assertThat(house.answer(certificate(FRONT_PROXY, ALICE), PROXY).refusal())
                .isEmpty();
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.readiness.warnings().get("hub-token-reviews"))
                .contains(
                        "- {apiGroups: [\"authentication.k8s.io\"], resources: [\"tokenreviews\"], verbs: [\"create\"]}");
    }

    @Test
    void neverAllowsWhatItMayNotHaveReviewed() {
        hub.refusals.put(FakeHub.ACCESS_REVIEWS, 403);
        House house = readyHouse();
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY).code()).isEqualTo(503);
        assertThat(house.readiness.warnings().get("hub-access-reviews"))
                .contains("resources: [\"subjectaccessreviews\"], verbs: [\"create\"]");
        hub.refusals.put(FakeHub.ACCESS_REVIEWS, 429);
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY).code()).isEqualTo(503);
    }

    private String userOrNone(House house, Issued frontProxy) {
        return house.ask(certificate(frontProxy, ALICE))
                .map(answer -> answer.caller().user())
                .otherwise("none")
                .await();
    }

    private House readyHouse() {
        hub.publish(data(CLIENTS, PROXIES));
        return ready(house(new JsonObject()));
    }

    private House ready(House house) {
        house.start();
        await().until(house.readiness::isReady);
        return house;
    }

    private House house(JsonObject authentication) {
        return new House(vertx, authentication, Optional.of(api));
    }

    private static JsonObject data(CertificateAuthority clients, CertificateAuthority proxies) {
        return new JsonObject()
                .put("client-ca-file", clients.certificatePem())
                .put("requestheader-client-ca-file", proxies.certificatePem())
                .put("requestheader-allowed-names", "[\"front-proxy-client\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
    }
}
