package io.clustergateway.authn;

import static java.util.Objects.requireNonNull;

import io.clustergateway.authn.review.AccessReviews;
import io.clustergateway.authn.review.ReviewDesk;
import io.clustergateway.authn.review.ReviewMetrics;
import io.clustergateway.authn.review.TokenReviews;
import io.clustergateway.authn.trust.TrustOptions;
import io.clustergateway.authn.trust.TrustSources;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.vertx.core.Deployable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The module that knows callers and has the hub decide what they may. */
public final class AuthnDelegator implements Module {
    private final AuthnOptions options;
    private final TrustSources sources;
    private final Optional<HubApi> authenticationHub;
    private final Optional<HubApi> authorizationHub;
    private @Nullable ReviewMetrics metrics;

    AuthnDelegator(
            Settings authentication,
            Settings authorization,
            Optional<HubApi> authenticationHub,
            Optional<HubApi> authorizationHub) {
        this.options = AuthnOptions.read(authentication, authorization);
        TrustOptions trust = TrustOptions.read(authentication, authenticationHub.isPresent());
        this.sources = new TrustSources(trust, authenticationHub);
        this.authenticationHub = authenticationHub;
        this.authorizationHub = authorizationHub;
    }

    /**
     * Asks the hub.
     *
     * @param authentication section of that name, every key of it
     * @param authorization section of that name; {@code staleAllow} in it is the forwarder's to read
     * @param authenticationHub for the CA bundles and TokenReviews
     * @param authorizationHub for SubjectAccessReviews, with a credential of its own or the same
     */
    public static AuthnDelegator delegating(
            Settings authentication, Settings authorization, HubApi authenticationHub, HubApi authorizationHub) {
        return new AuthnDelegator(
                authentication,
                authorization,
                Optional.of(requireNonNull(authenticationHub, "authenticationHub")),
                Optional.of(requireNonNull(authorizationHub, "authorizationHub")));
    }

    /** Asks nobody: callers are known by the client CA file and the token file, and the members decide. */
    public static AuthnDelegator withoutHub(Settings authentication, Settings authorization) {
        return new AuthnDelegator(authentication, authorization, Optional.empty(), Optional.empty());
    }

    @Override
    public String name() {
        return "authn-delegator";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        Ticker ticker = context.ticker();
        ReviewDesk.Surroundings surroundings =
                new ReviewDesk.Surroundings(metrics(context.metrics()), context.readiness(), ticker);
        Optional<TokenReviews> tokens = authenticationHub.map(
                hub -> new TokenReviews(ReviewDesk.tokens(hub, surroundings), options.audiences(), options.tokenTtl()));
        Authenticator authenticator = new Authenticator(options.anonymous(), sources, tokens, context.clock(), ticker);
        Authorizer authorizer = authorizationHub
                .<Authorizer>map(
                        hub -> new HubDecides(new AccessReviews(ReviewDesk.access(hub, surroundings)), options))
                .orElseGet(() -> new MembersDecide(ticker, options));
        Gate gate = new Gate(authenticator, authorizer, options.allowedPaths(), ticker);
        return new AuthnVerticle(context, sources, authenticator, gate);
    }

    /** Once for the process: a metric's name is registered once, a verticle is made anew for each deployment. */
    private synchronized ReviewMetrics metrics(Metrics registry) {
        ReviewMetrics made = metrics == null ? new ReviewMetrics(registry) : metrics;
        metrics = made;
        return made;
    }
}
