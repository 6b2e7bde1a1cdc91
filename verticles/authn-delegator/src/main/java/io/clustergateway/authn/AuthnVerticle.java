package io.clustergateway.authn;

import io.clustergateway.authn.trust.FrontProxyTrust;
import io.clustergateway.authn.trust.TrustBundles;
import io.clustergateway.authn.trust.TrustSources;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins trust, gate and bus on one context. */
final class AuthnVerticle extends VerticleBase {
    private static final Duration FILE_INTERVAL = Duration.ofSeconds(1);

    private final ModuleContext module;
    private final TrustSources sources;
    private final Authenticator authenticator;
    private final Gate gate;
    private Optional<TrustBundles> inForce = Optional.empty();
    private Optional<AutoCloseable> lookup = Optional.empty();
    private Bus.@Nullable Publisher<CredentialHeaders> headers;

    AuthnVerticle(ModuleContext module, TrustSources sources, Authenticator authenticator, Gate gate) {
        this.module = module;
        this.sources = sources;
        this.authenticator = authenticator;
        this.gate = gate;
    }

    @Override
    public Future<?> start() {
        return sources.readFiles(vertx, module.readiness()).onSuccess(read -> open());
    }

    @Override
    public Future<?> stop() throws Exception {
        if (lookup.isPresent()) {
            lookup.get().close();
        }
        return Future.succeededFuture();
    }

    private void open() {
        Bus.Publisher<CredentialHeaders> publisher = module.bus().publisher(Topics.CREDENTIAL_HEADERS);
        headers = publisher;
        publish(names(sources.bundles()));
        refresh("the hub's CA bundles are not read yet");
        lookup = sources.follow(module.readiness(), this::refresh);
        module.bus().serve(Topics.ACCESS_REVIEW, gate::answer);
        vertx.setPeriodic(FILE_INTERVAL.toMillis(), tick -> readFilesAgain());
    }

    private void readFilesAgain() {
        sources.readFiles(vertx, module.readiness()).onSuccess(read -> use(sources.bundles()));
    }

    private void refresh(String reason) {
        Optional<TrustBundles> now = sources.bundles();
        if (now.isEmpty()) {
            module.condition().notReady(reason);
        }
        use(now);
    }

    private void use(Optional<TrustBundles> now) {
        if (now.isPresent() && !now.equals(inForce)) {
            inForce = now;
            authenticator.trust(now.get());
            publish(names(now));
            module.condition().ready();
        }
    }

    /** A restart must not fall back to the usual names for a moment, or the hub's own would reach members meanwhile. */
    private static CredentialHeaders names(Optional<TrustBundles> bundles) {
        return bundles.flatMap(TrustBundles::frontProxy)
                .map(FrontProxyTrust::headers)
                .orElse(CredentialHeaders.DEFAULT);
    }

    private void publish(CredentialHeaders names) {
        if (headers != null) {
            headers.publish(names);
        }
    }
}
