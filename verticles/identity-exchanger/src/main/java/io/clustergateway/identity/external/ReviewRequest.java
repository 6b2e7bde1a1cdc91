package io.clustergateway.identity.external;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Writes the question of an {@code IdentityExchangeReview}. Every field is always there; empty means absent. */
final class ReviewRequest {
    static final String API_VERSION = "cluster.core.oam.dev/v1alpha1";
    static final String KIND = "IdentityExchangeReview";

    private ReviewRequest() {}

    /**
     * The body.
     *
     * @param uid of this one question; the answer has to repeat it
     * @throws Fault when a text in it is no Unicode
     */
    static Buffer write(String uid, Rule rule, Question question) {
        JsonObject request = new JsonObject()
                .put("uid", uid)
                .put("rule", rule.name())
                .put("user", user(question.caller()))
                .put("cluster", cluster(question.cluster()))
                .put("attributes", attributes(question.request()));
        try {
            return new JsonObject()
                    .put("apiVersion", API_VERSION)
                    .put("kind", KIND)
                    .put("request", request)
                    .toBuffer();
        } catch (EncodeException e) {
            throw Fault.question(e);
        }
    }

    private static JsonObject user(Identity caller) {
        JsonObject extra = new JsonObject();
        for (Map.Entry<String, List<String>> entry : caller.extra().entrySet()) {
            extra.put(entry.getKey(), new JsonArray(entry.getValue()));
        }
        return new JsonObject()
                .put("username", caller.user())
                .put("uid", caller.uid().orElse(""))
                .put("groups", new JsonArray(caller.groups()))
                .put("extra", extra);
    }

    private static JsonObject cluster(ClusterFacts cluster) {
        JsonObject labels = new JsonObject();
        cluster.labels().forEach(labels::put);
        return new JsonObject()
                .put("name", cluster.name())
                .put("labels", labels)
                .put("alias", cluster.alias())
                .put("provider", cluster.provider());
    }

    private static JsonObject attributes(RequestFacts request) {
        return new JsonObject()
                .put("verb", request.verb())
                .put("group", request.apiGroup())
                .put("resource", request.resource())
                .put("subresource", request.subresource())
                .put("namespace", request.namespace())
                .put("name", request.name())
                .put("path", request.path());
    }
}
