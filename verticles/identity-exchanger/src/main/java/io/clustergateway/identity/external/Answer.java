package io.clustergateway.identity.external;

import io.clustergateway.rules.Identity;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * What a server said, and for whom it holds.
 *
 * @param about the request it was asked for
 * @param validUntil reading of the ticker; when it asked in the beginning, for an answer without a time to live
 * @param lasts whether it has a time to live at all, and so holds for other requests
 */
record Answer(Verdict verdict, RequestFacts about, long validUntil, boolean lasts) {
    boolean holdsFor(RequestFacts request) {
        return lasts || about.equals(request);
    }

    /** The identity, or the refusal as the client will see it. */
    Future<Exchanged> exchanged(Rule rule, long now) {
        if (verdict instanceof Verdict.Allowed allowed) {
            return Future.succeededFuture(exchanged(allowed.identity(), now));
        }
        return Future.failedFuture(((Verdict.Refused) verdict).failure(rule));
    }

    private Exchanged exchanged(Identity identity, long now) {
        return new Exchanged(identity, lasts ? Duration.ofNanos(Math.max(0, validUntil - now)) : Duration.ZERO);
    }
}
