package io.clustergateway.authn;

import io.clustergateway.authn.review.Errand;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Without a hub: whoever is known may ask, and the members' own RBAC decides; the gateway's own paths are closed. */
final class MembersDecide implements Authorizer {
    private final Ticker ticker;
    private final long allowNanos;

    MembersDecide(Ticker ticker, AuthnOptions options) {
        this.ticker = ticker;
        this.allowNanos = options.allowTtl().toNanos();
    }

    @Override
    public Future<Ruling> authorize(Caller caller, List<Attributes> attributes, Errand errand) {
        if (caller.isAnonymous()) {
            return Future.failedFuture(Failure.unauthorized("Unauthorized"));
        }
        Optional<Failure> refusal = attributes.stream()
                .filter(Attributes.NonResource.class::isInstance)
                .findFirst()
                .map(path -> Refusals.forbidden(caller, path, ""));
        return Future.succeededFuture(new Ruling(refusal, ticker.nanos() + allowNanos));
    }
}
