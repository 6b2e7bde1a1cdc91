package io.clustergateway.authn;

import io.clustergateway.authn.review.Errand;
import io.clustergateway.authn.review.TokenReviews;
import io.clustergateway.authn.trust.TrustBundles;
import io.clustergateway.authn.trust.TrustSources;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Credentials;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who shows these credentials. Used on one context only. */
final class Authenticator {
    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);

    private final boolean anonymous;
    private final TrustSources sources;
    private final Optional<TokenReviews> reviews;
    private final Clock clock;
    private final Ticker ticker;
    private Optional<CertificateAuthenticator> certificates = Optional.empty();

    Authenticator(boolean anonymous, TrustSources sources, Optional<TokenReviews> reviews, Clock clock, Ticker ticker) {
        this.anonymous = anonymous;
        this.sources = sources;
        this.reviews = reviews;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** From here on these bundles hold. */
    void trust(TrustBundles bundles) {
        certificates = Optional.of(new CertificateAuthenticator(bundles, clock));
    }

    /**
     * Who it is.
     *
     * @return failed with 401 when something was shown and nobody vouches for it, or nobody in particular is not let in;
     *     with 503 when the hub has to be asked and does not answer
     */
    Future<Authenticated> authenticate(Credentials credentials, Errand errand) {
        boolean certificateShown = !credentials.chain().certificates().isEmpty();
        if (certificateShown && certificates.isEmpty()) {
            return Future.failedFuture(
                    Failure.unavailable("hub authentication is not known yet", Hop.HUB_AUTHENTICATION)
                            .retryAfter(1));
        }
        CertificateAuthenticator.Outcome outcome = certificates
                .map(authenticator -> authenticator.authenticate(credentials))
                .orElse(CertificateAuthenticator.Outcome.NOBODY);
        if (outcome.caller().isPresent()) {
            return authenticated(outcome.caller().get().authenticated(), until(outcome.until()));
        }
        if (!credentials.bearerToken().isEmpty()) {
            return byToken(credentials.bearerToken(), errand);
        }
        if (!outcome.faults().isEmpty()) {
            log.debug("certificate is not believed faults={}", outcome.faults());
            return unauthorized();
        }
        return anonymous ? authenticated(Caller.ANONYMOUS, inAWhile()) : unauthorized();
    }

    private Future<Authenticated> byToken(String token, Errand errand) {
        Optional<Caller> known = sources.tokens().find(token);
        if (known.isPresent()) {
            return authenticated(known.get().authenticated(), inAWhile());
        }
        if (reviews.isEmpty()) {
            return unauthorized();
        }
        return reviews.get()
                .review(token, errand)
                .compose(answer -> answer.caller()
                        .map(caller -> authenticated(caller.authenticated(), answer.validUntil()))
                        .orElseGet(Authenticator::unauthorized));
    }

    private long until(Instant expiry) {
        Duration left = Duration.between(clock.instant(), expiry);
        return left.compareTo(AuthnOptions.LONGEST_TTL) < 0 ? ticker.nanos() + left.toNanos() : inAWhile();
    }

    private long inAWhile() {
        return ticker.nanos() + AuthnOptions.LONGEST_TTL.toNanos();
    }

    private static Future<Authenticated> authenticated(Caller caller, long validUntil) {
        return Future.succeededFuture(new Authenticated(caller, validUntil));
    }

    private static Future<Authenticated> unauthorized() {
        return Future.failedFuture(Failure.unauthorized("Unauthorized"));
    }
}
