package io.clustergateway.authn.trust;

import java.util.Optional;

/**
 * Whom certificates are believed from, at one moment.
 *
 * @param clientCa its certificates speak for themselves
 * @param frontProxy its certificates speak for others; empty when nobody may
 */
public record TrustBundles(CaBundle clientCa, Optional<FrontProxyTrust> frontProxy) {
    /** The front proxies' CA, which believes nothing when there is none. */
    public CaBundle frontProxyCa() {
        return frontProxy.map(FrontProxyTrust::ca).orElse(CaBundle.EMPTY);
    }
}
