package io.clustergateway.authn.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates under which others are believed.
 *
 * @param certificates empty when nothing is believed
 */
public record CaBundle(List<X509Certificate> certificates) {
    /** Believes nothing. */
    public static final CaBundle EMPTY = new CaBundle(List.of());

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    /** Copies the list. */
    public CaBundle {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads PEM; text and blocks of other kinds between the certificates are skipped, as client-go does.
     *
     * @throws IllegalArgumentException when there is no certificate in it, or an unreadable one
     */
    public static CaBundle parse(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            certificates.add(certificate(block.group(1), certificates.size() + 1));
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate in it (expected: PEM, BEGIN CERTIFICATE)");
        }
        return new CaBundle(certificates);
    }

    boolean isEmpty() {
        return certificates.isEmpty();
    }

    private static X509Certificate certificate(String base64, int number) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException("certificate %d cannot be read (expected: X.509)".formatted(number), e);
        }
    }
}
