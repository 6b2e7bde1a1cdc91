package io.clustergateway.kernel.contract;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * The certificates a client showed in its TLS handshake, leaf first, as yet unverified. Equal when the bytes are equal;
 * made once for each connection, because hashing costs more than the comparison.
 *
 * @param sha256 of all encoded certificates, lower-case hex; empty when none was shown
 * @param certificates leaf first, possibly empty
 */
public record ClientChain(String sha256, List<X509Certificate> certificates) {
    /** No certificate shown. */
    public static final ClientChain NONE = new ClientChain("", List.of());

    /** Copies the list. */
    public ClientChain {
        certificates = List.copyOf(certificates);
    }

    /**
     * The chain of one connection.
     *
     * @throws CertificateEncodingException when a certificate cannot be encoded
     */
    public static ClientChain of(List<X509Certificate> certificates) throws CertificateEncodingException {
        if (certificates.isEmpty()) {
            return NONE;
        }
        MessageDigest digest = sha256Digest();
        for (X509Certificate certificate : certificates) {
            digest.update(certificate.getEncoded());
        }
        return new ClientChain(HexFormat.of().formatHex(digest.digest()), certificates);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientChain chain && sha256.equals(chain.sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
