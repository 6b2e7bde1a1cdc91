package io.clustergateway.authn;

import io.clustergateway.authn.trust.CertificateIdentity;
import io.clustergateway.authn.trust.ChainVerifier;
import io.clustergateway.authn.trust.FrontProxyTrust;
import io.clustergateway.authn.trust.TrustBundles;
import io.clustergateway.authn.trust.Verdict;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.kernel.contract.Credentials;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client certificate is worth under the bundles of one moment: first as a front proxy's, then as the client's own,
 * as in apiserver authenticatorfactory. Used on one context only.
 */
final class CertificateAuthenticator {
    private final Optional<FrontProxyTrust> frontProxy;
    private final ChainVerifier frontProxies;
    private final ChainVerifier clients;

    CertificateAuthenticator(TrustBundles bundles, Clock clock) {
        frontProxy = bundles.frontProxy();
        frontProxies = new ChainVerifier(bundles.frontProxyCa(), clock);
        clients = new ChainVerifier(bundles.clientCa(), clock);
    }

    /**
     * What came of it.
     *
     * @param caller empty when nobody is known by it
     * @param until when the certificate expires
     * @param faults why it was not believed; any of them keeps the caller from being nobody in particular
     */
    record Outcome(Optional<Caller> caller, Instant until, List<String> faults) {
        static Outcome of(Caller caller, Instant until) {
            return new Outcome(Optional.of(caller), until, List.of());
        }

        static Outcome fault(String fault) {
            return new Outcome(Optional.empty(), Instant.MAX, List.of(fault));
        }

        static final Outcome NOBODY = new Outcome(Optional.empty(), Instant.MAX, List.of());

        Outcome orElse(Outcome next) {
            List<String> both = new ArrayList<>(faults);
            both.addAll(next.faults);
            return new Outcome(next.caller, next.until, both);
        }
    }

    /** @throws io.clustergateway.kernel.Failure 401 when a front proxy is believed and what it says is no name */
    Outcome authenticate(Credentials credentials) {
        if (credentials.chain().certificates().isEmpty()) {
            return Outcome.NOBODY;
        }
        try {
            Outcome byProxy = byFrontProxy(credentials);
            return byProxy.caller().isPresent() ? byProxy : byProxy.orElse(byItself(credentials.chain()));
        } catch (IllegalArgumentException e) {
            return Outcome.fault(String.valueOf(e.getMessage()));
        }
    }

    private Outcome byFrontProxy(Credentials credentials) {
        if (frontProxy.isEmpty() || !frontProxies.hasOpinion()) {
            return Outcome.NOBODY;
        }
        Verdict verdict = frontProxies.verify(credentials.chain());
        if (!(verdict instanceof Verdict.Trusted trusted)) {
            return Outcome.fault("no front proxy: " + ((Verdict.Refused) verdict).reason());
        }
        String name = identity(credentials.chain()).commonName();
        if (!frontProxy.get().allows(name)) {
            return Outcome.fault("front proxy %s (expected: one of %s)"
                    .formatted(name, frontProxy.get().allowedNames()));
        }
        return frontProxy
                .get()
                .caller(credentials.headers())
                .map(caller -> Outcome.of(caller, trusted.until()))
                .orElse(Outcome.NOBODY);
    }

    private Outcome byItself(ClientChain chain) {
        if (!clients.hasOpinion()) {
            return Outcome.NOBODY;
        }
        Verdict verdict = clients.verify(chain);
        if (!(verdict instanceof Verdict.Trusted trusted)) {
            return Outcome.fault("no client: " + ((Verdict.Refused) verdict).reason());
        }
        return identity(chain)
                .caller()
                .map(caller -> Outcome.of(caller, trusted.until()))
                .orElse(Outcome.NOBODY);
    }

    private static CertificateIdentity identity(ClientChain chain) {
        return new CertificateIdentity(chain.certificates().get(0));
    }
}
