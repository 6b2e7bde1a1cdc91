package io.clustergateway.authn;

import io.clustergateway.authn.review.Errand;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Topics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Answers who it is and whether they may, within the topic's limit. Used on one context only. */
final class Gate {
    private static final Duration MARGIN = Duration.ofMillis(100);
    private static final long LIMIT_NANOS =
            Topics.ACCESS_REVIEW.limit().minus(MARGIN).toNanos();

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final AllowedPaths allowedPaths;
    private final Ticker ticker;

    Gate(Authenticator authenticator, Authorizer authorizer, AllowedPaths allowedPaths, Ticker ticker) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.allowedPaths = allowedPaths;
        this.ticker = ticker;
    }

    Future<AccessAnswer> answer(AccessQuestion question) {
        Errand errand = new Errand(ticker.nanos() + LIMIT_NANOS, question.trace());
        return authenticator
                .authenticate(question.credentials(), errand)
                .compose(caller -> authorize(caller, question.attributes(), errand));
    }

    private Future<AccessAnswer> authorize(Authenticated who, List<Attributes> attributes, Errand errand) {
        Caller caller = who.caller();
        if (attributes.isEmpty() && caller.isAnonymous()) {
            return Future.failedFuture(Failure.unauthorized("Unauthorized"));
        }
        List<Attributes> open = caller.isMaster() ? List.of() : unsettled(attributes);
        if (open.isEmpty()) {
            return Future.succeededFuture(new AccessAnswer(caller, Optional.empty(), who.validUntil()));
        }
        return authorizer.authorize(caller, open, errand).map(ruling -> answer(who, ruling));
    }

    private List<Attributes> unsettled(List<Attributes> attributes) {
        return attributes.stream().filter(one -> !allowedPaths.allow(one)).toList();
    }

    private static AccessAnswer answer(Authenticated who, Authorizer.Ruling ruling) {
        boolean earlier = who.validUntil() - ruling.validUntil() < 0;
        return new AccessAnswer(who.caller(), ruling.refusal(), earlier ? who.validUntil() : ruling.validUntil());
    }
}
