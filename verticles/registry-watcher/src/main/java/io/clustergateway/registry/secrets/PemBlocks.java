package io.clustergateway.registry.secrets;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text. Text between blocks is passed over, as openssl writes it there. */
final class PemBlocks {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private PemBlocks() {}

    /** One block; {@code type} is the text of its BEGIN line. */
    record Block(String type, byte[] der) {}

    static List<Block> read(String key, String pem) throws MemberFault {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""))));
            } catch (IllegalArgumentException e) {
                throw MemberFault.key(key, "a PEM block that is no base64", "PEM");
            }
        }
        return blocks;
    }

    static List<X509Certificate> certificates(String key, String pem) throws MemberFault {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : read(key, pem)) {
            if (block.type().equals("CERTIFICATE")) {
                certificates.add(certificate(key, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw MemberFault.key(key, "no certificate in it", "PEM with BEGIN CERTIFICATE");
        }
        return certificates;
    }

    private static X509Certificate certificate(String key, byte[] der) throws MemberFault {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw MemberFault.key(key, "a certificate that cannot be read", "PEM with BEGIN CERTIFICATE");
        }
    }
}
