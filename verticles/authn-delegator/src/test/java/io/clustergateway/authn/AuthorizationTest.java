package io.clustergateway.authn;

import static io.clustergateway.authn.House.HEALTH;
import static io.clustergateway.authn.House.METRICS;
import static io.clustergateway.authn.House.PROXY;
import static io.clustergateway.authn.House.certificate;
import static io.clustergateway.authn.House.nothing;
import static io.clustergateway.authn.House.token;
import static io.clustergateway.authn.HubCase.ALICE;
import static io.clustergateway.authn.HubCase.FRONT_PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Credentials;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AuthorizationTest {
    @RegisterExtension
    final HubCase hubCase = new HubCase();

    private FakeHub hub;

    @BeforeEach
    void open() {
        hub = hubCase.hub();
    }

    @Test
    void refusesInTheReferencesWords() {
        Failure refusal = hubCase.ready()
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
        AccessAnswer answer = hubCase.ready().answer(certificate(FRONT_PROXY, ALICE), PROXY, METRICS);
        assertThat(answer.refusal().orElseThrow()).hasMessageContaining("path \"/metrics\"");
        assertThat(hub.accessReviews).hasSize(2);
    }

    @Test
    void letsMastersAndHealthPathsPassWithoutAReview() {
        House house = hubCase.ready();
        Credentials master = certificate(FRONT_PROXY, "X-Remote-User", "root", "X-Remote-Group", Caller.MASTERS);
        assertThat(house.answer(master, PROXY).refusal()).isEmpty();
        assertThat(house.answer(certificate(FRONT_PROXY, ALICE), HEALTH).refusal())
                .isEmpty();
        assertThat(house.answer(certificate(FRONT_PROXY, ALICE)).refusal()).isEmpty();
        assertThat(house.user(nothing(), HEALTH)).isEqualTo("system:anonymous");
        assertThat(hub.accessReviews).isEmpty();
    }

    @Test
    void sendsUidAndExtrasWithTheReview() {
        hubCase.ready()
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
    void asksOnceWhileTheSameIsBeingAsked() {
        hub.knows("good", "carol");
        hub.allows = spec -> true;
        House house = hubCase.ready();
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
                        + "{success=\"true\",le=\"0\"} 0");
    }

    @Test
    void neverMixesTheAnswersOfTwoCallers() {
        hub.allows = spec -> FakeHub.isUser(spec, "alice");
        House house = hubCase.ready();
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
        House house = hubCase.ready();
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
        House house = hubCase.ready();
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
    void worksWithoutTheRightToReviewTokensAndSaysWhichRuleIsMissing() {
        hub.allows = spec -> true;
        hub.refusals.put(FakeHub.TOKEN_REVIEWS, 403);
        House house = hubCase.ready();
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
        House house = hubCase.ready();
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY).code()).isEqualTo(503);
        assertThat(house.readiness.warnings().get("hub-access-reviews"))
                .contains("resources: [\"subjectaccessreviews\"], verbs: [\"create\"]");
        hub.refusals.put(FakeHub.ACCESS_REVIEWS, 429);
        assertThat(house.failure(certificate(FRONT_PROXY, ALICE), PROXY).code()).isEqualTo(503);
    }
}
