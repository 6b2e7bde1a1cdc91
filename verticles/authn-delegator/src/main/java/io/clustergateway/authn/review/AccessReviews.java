package io.clustergateway.authn.review;

import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.trace.Continuation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Asks the hub whether somebody may do something; remembers nothing. Used on one context only. */
public final class AccessReviews {
    private static final int FORBIDDEN = 403;

    private final ReviewDesk desk;
    private final SingleFlight<Question, AccessDecision> underWay = new SingleFlight<>();

    /** Asks at this desk. */
    public AccessReviews(ReviewDesk desk) {
        this.desk = desk;
    }

    /**
     * Whether the caller may.
     *
     * @return failed with 503 when the hub does not tell
     */
    public Future<AccessDecision> review(Caller caller, Attributes attributes, Errand errand) {
        return underWay.join(new Question(caller, attributes), () -> ask(caller, attributes, errand));
    }

    private Future<AccessDecision> ask(Caller caller, Attributes attributes, Errand errand) {
        long askedAt = desk.now();
        return desk.review(
                        spec(caller, attributes),
                        errand.deadline(),
                        errand.trace().map(trace -> header(trace, caller)))
                .map(status -> decision(status, askedAt))
                .onSuccess(decision -> desk.ended(decision.allowed() ? "allowed" : "denied"))
                .recover(error -> Future.failedFuture(asFailure(error)));
    }

    private static String header(Continuation trace, Caller caller) {
        return caller.isAnonymous() ? trace.ofStranger() : trace.ofKnown();
    }

    private static AccessDecision decision(JsonObject status, long askedAt) {
        boolean allowed = Fields.isTrue(status, "allowed") && !Fields.isTrue(status, "denied");
        return new AccessDecision(allowed, Fields.text(status, "reason"), askedAt);
    }

    private static JsonObject spec(Caller caller, Attributes attributes) {
        JsonObject spec = new JsonObject().put("user", caller.user()).put("groups", new JsonArray(caller.groups()));
        caller.uid().ifPresent(uid -> spec.put("uid", uid));
        if (!caller.extra().isEmpty()) {
            JsonObject extra = new JsonObject();
            caller.extra().forEach((key, values) -> extra.put(key, new JsonArray(values)));
            spec.put("extra", extra);
        }
        if (attributes instanceof Attributes.Resource resource) {
            return spec.put("resourceAttributes", resource(resource));
        }
        Attributes.NonResource path = (Attributes.NonResource) attributes;
        return spec.put(
                "nonResourceAttributes",
                new JsonObject().put("path", path.path()).put("verb", path.verb()));
    }

    private static JsonObject resource(Attributes.Resource resource) {
        JsonObject json = new JsonObject();
        putUnlessEmpty(json, "namespace", resource.namespace());
        putUnlessEmpty(json, "verb", resource.verb());
        putUnlessEmpty(json, "group", resource.group());
        putUnlessEmpty(json, "version", resource.version());
        putUnlessEmpty(json, "resource", resource.resource());
        putUnlessEmpty(json, "subresource", resource.subresource());
        putUnlessEmpty(json, "name", resource.name());
        return json;
    }

    private static void putUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }

    private static Throwable asFailure(Throwable error) {
        if (error instanceof HubFault fault) {
            String message = fault.code() == FORBIDDEN
                    ? "hub authorization refuses to review for this gateway; its operator finds the missing rule at /readyz?verbose"
                    : "hub authorization does not answer";
            return Failure.unavailable(message, Hop.HUB_AUTHORIZATION).retryAfter(1);
        }
        return error;
    }

    private record Question(Caller caller, Attributes attributes) {}
}
