package io.clustergateway.authn;

import io.clustergateway.authn.review.AccessDecision;
import io.clustergateway.authn.review.AccessReviews;
import io.clustergateway.authn.review.Errand;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By SubjectAccessReviews, side by side. */
final class HubDecides implements Authorizer {
    private final AccessReviews reviews;
    private final long allowNanos;
    private final long denyNanos;

    HubDecides(AccessReviews reviews, AuthnOptions options) {
        this.reviews = reviews;
        this.allowNanos = options.allowTtl().toNanos();
        this.denyNanos = options.denyTtl().toNanos();
    }

    @Override
    public Future<Ruling> authorize(Caller caller, List<Attributes> attributes, Errand errand) {
        List<Future<AccessDecision>> asked = new ArrayList<>();
        attributes.forEach(one -> asked.add(reviews.review(caller, one, errand)));
        return Future.join(asked).transform(joined -> {
            Optional<Ruling> refusal = firstRefusal(caller, attributes, asked);
            if (refusal.isPresent()) {
                return Future.succeededFuture(refusal.get());
            }
            return joined.succeeded() ? Future.succeededFuture(allowed(asked)) : Future.failedFuture(joined.cause());
        });
    }

    /** One refusal decides, whatever became of the other questions. */
    private Optional<Ruling> firstRefusal(
            Caller caller, List<Attributes> attributes, List<Future<AccessDecision>> asked) {
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).succeeded() && !asked.get(i).result().allowed()) {
                AccessDecision decision = asked.get(i).result();
                return Optional.of(new Ruling(
                        Optional.of(Refusals.forbidden(caller, attributes.get(i), decision.reason())),
                        decision.askedAt() + denyNanos));
            }
        }
        return Optional.empty();
    }

    private Ruling allowed(List<Future<AccessDecision>> asked) {
        long oldest = asked.get(0).result().askedAt();
        for (Future<AccessDecision> one : asked) {
            long askedAt = one.result().askedAt();
            oldest = askedAt - oldest < 0 ? askedAt : oldest;
        }
        return new Ruling(Optional.empty(), oldest + allowNanos);
    }
}
