package io.clustergateway.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Text form of certificates and keys (RFC 7468). */
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private static final Pattern MARKER = Pattern.compile("-----(?:BEGIN|END) [A-Z0-9 ]+-----");

    private Pem() {}

    /** One certificate. */
    public static String certificate(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded", e);
        }
    }

    /** Several, in this order. */
    public static String certificates(Collection<X509Certificate> certificates) {
        return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
    }

    /** A key, as PKCS#8, not encrypted. */
    public static String key(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /**
     * The blocks whose label ends so, as BouncyCastle reads them: it wants each marker at the beginning of a line, and gives up
     * at labels that it does not know.
     */
    static String only(String label, String text) throws IOException {
        StringWriter only = new StringWriter();
        try (PemReader reader =
                        new PemReader(new StringReader(MARKER.matcher(text).replaceAll("\n$0\n")));
                PemWriter writer = new PemWriter(only)) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().endsWith(label)) {
                    writer.writeObject(block);
                }
            }
        }
        return only.toString();
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, LINES.encodeToString(der), label);
    }
}
