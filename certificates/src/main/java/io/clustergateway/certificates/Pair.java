package io.clustergateway.certificates;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A certificate and the key that belongs to it.
 *
 * @param chain leaf first, never empty
 */
public record Pair(List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2;

    /** Copies the chain. */
    public Pair {
        chain = List.copyOf(chain);
        requireNonNull(key, "key");
    }

    /**
     * Reads both.
     *
     * @throws IllegalArgumentException saying what was found instead, and nothing of the key
     */
    public static Pair of(String certificatePem, String keyPem) {
        Pair pair = new Pair(certificates(certificatePem), key(keyPem));
        if (!pair.isMatched()) {
            throw new IllegalArgumentException("a key that does not belong to its certificate");
        }
        return pair;
    }

    /** Whether the key is the one that the leaf speaks of. */
    public boolean isMatched() {
        return KeyMatch.matches(leaf().getPublicKey(), key);
    }

    /** The certificate that the key belongs to. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** Shows this pair to every server that asks for a certificate. */
    public X509ExtendedKeyManager clientKeyManager() {
        return new OnePair(this);
    }

    /** DNS names that the leaf is for. */
    public List<String> dnsNames() {
        try {
            Collection<List<?>> names = leaf().getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /**
     * Reads certificates, leaf first.
     *
     * @throws IllegalArgumentException saying what was found instead
     */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(Pem.only("CERTIFICATE", pem)))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalStateException e) {
            throw new IllegalArgumentException("a broken certificate (expected: PEM, leaf first)", e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate (expected: PEM, leaf first)");
        }
        return certificates;
    }

    /**
     * Reads a key, PKCS#8, PKCS#1 or SEC1.
     *
     * @throws IllegalArgumentException saying what was found instead, and nothing of the key
     */
    public static PrivateKey key(String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(Pem.only("PRIVATE KEY", pem)))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PEMKeyPair pair) {
                    return converted(pair.getPrivateKeyInfo());
                }
                if (block instanceof PrivateKeyInfo info) {
                    return converted(info);
                }
                if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new IllegalArgumentException(
                            "an encrypted key (expected: a plain one; mend: openssl pkey -in FILE -out PLAIN-FILE)");
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalStateException e) {
            throw new IllegalArgumentException("a broken key (expected: PEM of a private key)", e);
        }
        throw new IllegalArgumentException("no private key (expected: PEM, PKCS#8, PKCS#1 or SEC1)");
    }

    /**
     * By names of the JDK and so, where it knows the algorithm, its own key. By BouncyCastle's name, ECDSA, it would be BouncyCastle's
     * once that provider is installed, and JDK's TLS then shows no certificate: X509Authentication compares the algorithms' names.
     */
    private static PrivateKey converted(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        boolean isEc = algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey);
        return KeyFactory.getInstance(isEc ? "EC" : algorithm.getId())
                .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    @Override
    public String toString() {
        return "Pair[%s, key=masked]".formatted(leaf().getSubjectX500Principal());
    }
}
