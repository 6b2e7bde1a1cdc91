package io.clustergateway.certificates;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;

/** A certificate authority and its key. Everything it makes has a new EC P-256 key. */
public record Authority(X509Certificate certificate, PrivateKey key) {
    private static final int SIGNS = KeyUsage.keyCertSign | KeyUsage.cRLSign;

    /** Checks that nothing is null. */
    public Authority {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
    }

    /**
     * A new one that vouches for servers only. Blocks for some milliseconds, the first time for some hundred.
     *
     * @param name common name, unlike that of every other authority that is trusted beside it
     */
    public static Authority make(String name, Instant from, Instant until) {
        KeyPair keys = Draft.keys();
        Draft draft = new Draft(name, List.of(), true, SIGNS, from, until);
        return new Authority(draft.signedBy(draft.subject(), keys.getPrivate(), keys.getPublic()), keys.getPrivate());
    }

    /** A server's certificate for DNS names and IP addresses, the first of which is its common name. Blocks likewise. */
    public Pair issue(Collection<String> names, Instant from, Instant until) {
        KeyPair keys = Draft.keys();
        Draft draft = new Draft(names.iterator().next(), names, false, KeyUsage.digitalSignature, from, until);
        return new Pair(List.of(draft.signedBy(Draft.subject(certificate), key, keys.getPublic())), keys.getPrivate());
    }

    /** A server's certificate that nobody else vouches for, and which vouches for itself. Blocks likewise. */
    public static Pair selfSigned(String name, Collection<String> names, Instant from, Instant until) {
        KeyPair keys = Draft.keys();
        Draft draft = new Draft(name, names, true, KeyUsage.digitalSignature | KeyUsage.keyCertSign, from, until);
        return new Pair(
                List.of(draft.signedBy(draft.subject(), keys.getPrivate(), keys.getPublic())), keys.getPrivate());
    }

    /** Whether it signed a certificate. */
    public boolean isIssuerOf(X509Certificate other) {
        return isIssuerOf(certificate, other);
    }

    /** Whether the holder of a certificate signed another. */
    public static boolean isIssuerOf(X509Certificate issuer, X509Certificate other) {
        if (!issuer.getSubjectX500Principal().equals(other.getIssuerX500Principal())) {
            return false;
        }
        try {
            other.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Authority[%s, key=masked]".formatted(certificate.getSubjectX500Principal());
    }
}
