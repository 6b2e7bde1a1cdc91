package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * By what members are verified.
 *
 * @param allowInsecure whether a member without a CA is connected to unverified
 * @param insecureTunnels whether ClusterProxy members are connected to unverified
 */
record Verification(boolean allowInsecure, boolean insecureTunnels, Clock clock) {
    private static final String SKIP = "insecure-skip-tls-verify";

    /**
     * By a CA where there is one. An address by a ManagedCluster is always verified, as in the Go program: the Secret's
     * permission not to was given for another address.
     */
    Trust trust(Egress egress, SecretData data, Optional<ManagedAddress> managed, List<String> warnings)
            throws MemberFault {
        boolean isTunnelled = egress instanceof Egress.Konnectivity;
        if (isTunnelled && insecureTunnels) {
            warnings.add(
                    "its serving certificate is not verified (mend: its CA in ca.crt, no --proxy-insecure-members)");
            return new Trust.Unverified();
        }
        if (managed.isPresent()) {
            Optional<String> ca = managed.get().ca();
            if (ca.isPresent()) {
                warnIfExpired(ManagedAddress.CA_BUNDLE, managed.get().certificates(ca.get()), warnings);
                return new Trust.CaBundle(ca.get());
            }
        }
        Optional<Trust> own = own(data, warnings);
        if (own.isPresent()) {
            return own.get();
        }
        if (managed.isEmpty() && (data.flag(SKIP) || allowInsecure)) {
            warnings.add("its serving certificate is not verified (mend: put the member's CA into ca.crt)");
            return new Trust.Unverified();
        }
        if (isTunnelled) {
            throw MemberFault.key(
                    "ca.crt", "missing", "the member's CA, or --proxy-insecure-members for all of this type");
        }
        return new Trust.SystemRoots();
    }

    void warnIfExpired(String where, List<X509Certificate> certificates, List<String> warnings) {
        Instant now = clock.instant();
        for (X509Certificate certificate : certificates) {
            Instant end = certificate.getNotAfter().toInstant();
            if (end.isBefore(now)) {
                warnings.add("%s: a certificate expired at %s (mend: renew it)".formatted(where, end));
            }
        }
    }

    private Optional<Trust> own(SecretData data, List<String> warnings) throws MemberFault {
        boolean insecure = data.flag(SKIP);
        String key = data.optional("ca.crt").isPresent() ? "ca.crt" : "ca";
        Optional<String> ca = data.optional(key);
        if (ca.isPresent()) {
            warnIfExpired("key " + key, PemBlocks.certificates(key, ca.get()), warnings);
            if (insecure) {
                warnings.add("key %s: ignored, because there is a CA in %s".formatted(SKIP, key));
            }
        }
        return ca.map(Trust.CaBundle::new);
    }
}
