package io.clustergateway.identity;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.IdentityPassing;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The decision itself: the caller's identity where identity passing is on, the credential's own otherwise. A member that
 * has rules of its own refuses, because ignoring them could only widen what somebody may do.
 */
final class Exchange {
    private static final long VALID_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String NO_RULES = "";

    private final boolean passing;
    private final Ticker ticker;

    Exchange(boolean passing, Ticker ticker) {
        this.passing = passing;
        this.ticker = ticker;
    }

    Future<IdentityAnswer> answer(IdentityQuestion question) {
        if (!passing && !question.requested()) {
            return valid(new Impersonation.AsCredential());
        }
        if (question.cluster().rules().isPresent()) {
            return Future.failedFuture(rulesOf(question.cluster()));
        }
        return valid(new Impersonation.As(atMember(question.caller())));
    }

    private Future<IdentityAnswer> valid(Impersonation impersonation) {
        return Future.succeededFuture(new IdentityAnswer(impersonation, NO_RULES, true, ticker.nanos() + VALID_NANOS));
    }

    private static Failure rulesOf(Cluster cluster) {
        String message = "member \"%s\" has identity rules of its own, which this release does not evaluate"
                .formatted(cluster.name());
        return Failure.of(503, "RulesInvalid", message, Hop.IDENTITY_EXCHANGE)
                .about("cluster.core.oam.dev", "clustergateways", cluster.name());
    }

    private static Caller atMember(Caller hub) {
        Identity there = IdentityPassing.atMember(new Identity(hub.user(), hub.uid(), hub.groups(), hub.extra()));
        return new Caller(there.user(), there.uid(), there.groups(), there.extra());
    }
}
