package io.clustergateway.authn.trust;

import io.clustergateway.authn.review.StaticTokens;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last good reading of everything trust is made of. It outlives redeployments, so that a verticle that dies while the
 * hub is cut off comes back with what it knew.
 */
public final class TrustSources {
    private final TrustOptions options;
    private final Optional<HubApi> hub;
    private volatile AuthenticationConfigMap lookedUp = AuthenticationConfigMap.NOTHING;
    private volatile boolean lookupDone;

    /** Reads nothing yet. */
    public TrustSources(TrustOptions options, Optional<HubApi> hub) {
        this.options = options;
        this.hub = hub;
        this.lookupDone = !options.needsLookup();
    }

    /** The bundles in force; empty until the hub was read once. */
    public Optional<TrustBundles> bundles() {
        if (!lookupDone) {
            return Optional.empty();
        }
        AuthenticationConfigMap found = lookedUp;
        CaBundle clientCa = options.clientCaFile()
                .map(TrustSources::content)
                .or(found::clientCa)
                .orElse(CaBundle.EMPTY);
        return Optional.of(new TrustBundles(clientCa, fromFile().or(found::frontProxy)));
    }

    /** The tokens of the token file, if there is one. */
    public StaticTokens tokens() {
        return options.tokenFile().flatMap(WatchedFile::content).orElse(StaticTokens.NONE);
    }

    /** Whether there are files to look after. */
    public boolean watchesFiles() {
        return options.watchesFiles();
    }

    /**
     * Reads all files, again.
     *
     * @return failed with a StartFault when one was never readable
     */
    public Future<Void> readFiles(Vertx vertx, Readiness readiness) {
        List<WatchedFile<?>> files = new ArrayList<>();
        options.clientCaFile().ifPresent(files::add);
        options.frontProxyCaFile().ifPresent(files::add);
        options.tokenFile().ifPresent(files::add);
        return Future.all(
                        files.stream().map(file -> file.read(vertx, readiness)).toList())
                .mapEmpty();
    }

    /**
     * Follows the hub's ConfigMap from the calling context, if anything of it counts.
     *
     * @param changed told when {@link #bundles} may have changed, or the reason for which there are none
     */
    public Optional<AutoCloseable> follow(Readiness readiness, TrustLookup.Changed changed) {
        return hub.filter(api -> options.needsLookup())
                .map(api -> api.inform(TrustLookup.RESOURCE, new TrustLookup(this, readiness, changed)));
    }

    AuthenticationConfigMap lookedUp() {
        return lookedUp;
    }

    void lookedUp(AuthenticationConfigMap found) {
        lookedUp = found;
        lookupDone = true;
    }

    /** The hub did not let us look. */
    void lookupFailed() {
        lookupDone |= options.tolerateLookupFailure();
    }

    private Optional<FrontProxyTrust> fromFile() {
        return options.frontProxyCaFile()
                .map(TrustSources::content)
                .map(ca -> new FrontProxyTrust(ca, options.allowedNames(), options.headers()));
    }

    private static CaBundle content(WatchedFile<CaBundle> file) {
        return file.content().orElse(CaBundle.EMPTY);
    }
}
