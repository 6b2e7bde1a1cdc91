package io.clustergateway.authn.review;

import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.trace.Continuation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the hub whose token it is, and remembers both answers for a moment, by the token's hash. Used on one context
 * only.
 */
public final class TokenReviews {
    private static final int REMEMBERED = 4096;
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 413, 422);

    private final ReviewDesk desk;
    private final List<String> audiences;
    private final long ttlNanos;
    private final SingleFlight<TokenHash, TokenAnswer> underWay = new SingleFlight<>();
    private final Map<TokenHash, TokenAnswer> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenHash, TokenAnswer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Asks at this desk.
     *
     * @param audiences one of which a token must be for; empty means that of the hub's API server
     * @param ttl how long an answer holds
     */
    public TokenReviews(ReviewDesk desk, List<String> audiences, Duration ttl) {
        this.desk = desk;
        this.audiences = List.copyOf(audiences);
        this.ttlNanos = ttl.toNanos();
    }

    /**
     * Whose token it is.
     *
     * @return failed with 503 when the hub does not tell
     */
    public Future<TokenAnswer> review(String token, Errand errand) {
        TokenHash hash = TokenHash.of(token);
        TokenAnswer known = recent.get(hash);
        if (known != null && known.validUntil() - desk.now() > 0) {
            return Future.succeededFuture(known);
        }
        return underWay.join(hash, () -> ask(token, errand).onSuccess(answer -> remember(hash, answer)));
    }

    private void remember(TokenHash hash, TokenAnswer answer) {
        recent.remove(hash);
        recent.put(hash, answer);
    }

    private Future<TokenAnswer> ask(String token, Errand errand) {
        long validUntil = desk.now() + ttlNanos;
        JsonObject spec = new JsonObject().put("token", token);
        if (!audiences.isEmpty()) {
            spec.put("audiences", new JsonArray(audiences));
        }
        return desk.review(spec, errand.deadline(), errand.trace().map(Continuation::ofStranger))
                .map(this::holder)
                .onSuccess(caller -> desk.ended(caller.isPresent() ? "allowed" : "denied"))
                .recover(TokenReviews::refusedOrUnknown)
                .map(caller -> new TokenAnswer(caller, validUntil));
    }

    private Optional<Caller> holder(JsonObject status) {
        boolean authenticated = Fields.isTrue(status, "authenticated")
                && Fields.text(status, "error").isEmpty()
                && isForUs(Fields.texts(status, "audiences"));
        JsonObject user = Fields.object(status, "user");
        return authenticated && !Fields.text(user, "username").isEmpty() ? Optional.of(caller(user)) : Optional.empty();
    }

    private boolean isForUs(List<String> tokenAudiences) {
        return audiences.isEmpty() || audiences.stream().anyMatch(tokenAudiences::contains);
    }

    private static Caller caller(JsonObject user) {
        JsonObject shown = Fields.object(user, "extra");
        Map<String, List<String>> extra = new HashMap<>();
        shown.fieldNames().forEach(key -> extra.put(key, Fields.texts(shown, key)));
        Optional<String> uid = Optional.of(Fields.text(user, "uid")).filter(text -> !text.isEmpty());
        return new Caller(Fields.text(user, "username"), uid, Fields.texts(user, "groups"), extra);
    }

    private static Future<Optional<Caller>> refusedOrUnknown(Throwable error) {
        if (error instanceof HubFault fault) {
            return REFUSALS.contains(fault.code())
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(
                            Failure.unavailable("hub authentication does not answer", Hop.HUB_AUTHENTICATION)
                                    .retryAfter(1));
        }
        return Future.failedFuture(error);
    }
}
