package io.clustergateway.authn.trust;

import io.clustergateway.kernel.contract.ClientChain;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Verifies client chains against one bundle, by the rules of Go's x509.Verify with ExtKeyUsageClientAuth. Used on one
 * context only, because it remembers recent verdicts: a connection shows the same chain with every request.
 */
public final class ChainVerifier {
    private static final int REMEMBERED = 1024;
    private static final int LONGEST_CHAIN = 10;
    private static final int REFUSAL_SECONDS = 10;
    private static final int KEY_CERT_SIGN = 5;
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private final CaBundle bundle;
    private final Clock clock;
    private final Set<TrustAnchor> anchors;
    private final Map<String, Remembered> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > REMEMBERED;
        }
    };

    public ChainVerifier(CaBundle bundle, Clock clock) {
        this.bundle = bundle;
        this.clock = clock;
        this.anchors = bundle.certificates().stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is anything to verify against; a verifier without certificates has no opinion. */
    public boolean hasOpinion() {
        return !bundle.isEmpty();
    }

    /** Verifies a chain that is not empty. */
    public Verdict verify(ClientChain chain) {
        Instant now = clock.instant();
        Remembered known = recent.get(chain.sha256());
        if (known != null && !now.isBefore(known.since()) && now.isBefore(known.until())) {
            return known.verdict();
        }
        Verdict verdict = verifyNow(chain.certificates(), now);
        Instant until = verdict instanceof Verdict.Trusted trusted ? trusted.until() : now.plusSeconds(REFUSAL_SECONDS);
        recent.put(chain.sha256(), new Remembered(verdict, now, until));
        return verdict;
    }

    private Verdict verifyNow(List<X509Certificate> shown, Instant now) {
        if (shown.size() > LONGEST_CHAIN) {
            return new Verdict.Refused("a chain of %d (expected: %d at most)".formatted(shown.size(), LONGEST_CHAIN));
        }
        try {
            List<X509Certificate> path = path(shown, Date.from(now));
            Instant until = Instant.MAX;
            for (X509Certificate certificate : path) {
                check(certificate, Date.from(now));
                Instant end = certificate.getNotAfter().toInstant();
                until = end.isBefore(until) ? end : until;
            }
            return new Verdict.Trusted(until);
        } catch (GeneralSecurityException e) {
            return new Verdict.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** Leaf first, the bundle's certificate last. */
    private List<X509Certificate> path(List<X509Certificate> shown, Date now) throws GeneralSecurityException {
        X509Certificate leaf = shown.get(0);
        if (bundle.certificates().contains(leaf)) {
            return List.of(leaf);
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
        PKIXCertPathBuilderResult result =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        List<X509Certificate> path = new ArrayList<>();
        result.getCertPath().getCertificates().forEach(certificate -> path.add((X509Certificate) certificate));
        X509Certificate anchor = result.getTrustAnchor().getTrustedCert();
        checkMaySign(anchor);
        path.add(anchor);
        return path;
    }

    /** What PKIX leaves out: the bundle's own certificates expire too, and usages hold along the whole path. */
    private static void check(X509Certificate certificate, Date now) throws GeneralSecurityException {
        certificate.checkValidity(now);
        List<String> usages = certificate.getExtendedKeyUsage();
        if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
            throw new CertificateParsingException("extended key usage %s (expected: clientAuth)".formatted(usages));
        }
    }

    private static void checkMaySign(X509Certificate anchor) throws CertificateParsingException {
        boolean[] usage = anchor.getKeyUsage();
        boolean authority = anchor.getVersion() < 3 || anchor.getBasicConstraints() >= 0;
        if (!authority || (usage != null && !usage[KEY_CERT_SIGN])) {
            throw new CertificateParsingException("the bundle's certificate may not sign others");
        }
    }

    /** Not used by a clock that was set back since: it might be for years. */
    private record Remembered(Verdict verdict, Instant since, Instant until) {}
}
