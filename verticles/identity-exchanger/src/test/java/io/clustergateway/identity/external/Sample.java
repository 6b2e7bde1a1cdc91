package io.clustergateway.identity.external;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules, questions and answers for tests. */
final class Sample {
    static final ClusterFacts EU = new ClusterFacts("eu-1", Map.of("region", "eu"), "Europe", "aws");
    static final Identity ALICE = new Identity(
            "ext-alice", Optional.of("uid-1"), List.of("partners", "system:authenticated"), Map.of("k", List.of("v")));
    static final Identity BOB = new Identity("ext-bob", Optional.empty(), List.of(), Map.of());
    static final RequestFacts LIST_PODS =
            new RequestFacts("list", "", "pods", "", "shop", "", "/api/v1/namespaces/shop/pods");
    static final RequestFacts VERSION = new RequestFacts("get", "", "", "", "", "", "/version");

    private Sample() {}

    static Rule rule(ExternalExchanger exchanger) {
        return new Rule(
                "external",
                Scope.GLOBAL,
                RuleType.EXTERNAL,
                20,
                new Position("rules.yaml", 3, 7),
                Optional.of(exchanger));
    }

    static ExternalExchanger exchanger(String url) {
        return new ExternalExchanger(
                URI.create(url),
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(5));
    }

    static Question question(Identity caller) {
        return question(caller, LIST_PODS);
    }

    static Question question(Identity caller, RequestFacts request) {
        return new Question(caller, request, EU);
    }

    /** An answer that is right but for what a test puts over it. */
    static JsonObject answer(JsonObject question, JsonObject response) {
        return new JsonObject()
                .put("apiVersion", "cluster.core.oam.dev/v1alpha1")
                .put("kind", "IdentityExchangeReview")
                .put("response", new JsonObject().put("uid", uid(question)).mergeIn(response));
    }

    static JsonObject allowed(String username) {
        return new JsonObject()
                .put("allowed", true)
                .put(
                        "identity",
                        new JsonObject().put("username", username).put("groups", new JsonArray().add("external")));
    }

    static JsonObject refused(String message) {
        return new JsonObject().put("allowed", false).put("message", message);
    }

    static String uid(JsonObject question) {
        return question.getJsonObject("request").getString("uid");
    }

    static String username(JsonObject question) {
        return question.getJsonObject("request").getJsonObject("user").getString("username");
    }
}
