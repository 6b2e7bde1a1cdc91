package io.clustergateway.registry.secrets;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Whether a private key can be read and belongs to a certificate. */
final class ClientKey {
    private static final String EXPECTED = "a PEM private key, PKCS#8, PKCS#1 or SEC1, not encrypted";
    private static final byte[] PROBE = {1, 2, 3};
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private ClientKey() {}

    static void check(String name, String keyPem, PublicKey certified) throws MemberFault {
        PemBlocks.Block block = PemBlocks.read(name, keyPem).stream()
                .filter(candidate -> candidate.type().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> MemberFault.key(name, "no private key in it", EXPECTED));
        byte[] pkcs8 = switch (block.type()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> pkcs8(block.der(), certified);
            default -> throw MemberFault.key(name, "an encrypted or unknown kind of key", EXPECTED);
        };
        if (!belongs(pkcs8, certified)) {
            throw MemberFault.key(name, "not the key of the certificate beside it, or unreadable", "its private key");
        }
    }

    private static boolean belongs(byte[] pkcs8, PublicKey certified) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key instanceof RSAPrivateKey rsa && certified instanceof RSAPublicKey rsaPublic) {
                return rsa.getModulus().equals(rsaPublic.getModulus());
            }
            return signs(key, certified);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean signs(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(certified.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /* RFC 5208: PKCS#1 and SEC1 are what PKCS#8 wraps; the algorithm is the certificate's, or it is the wrong key. */
    private static byte[] pkcs8(byte[] inner, PublicKey certified) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(algorithm(certified.getEncoded()));
        content.writeBytes(der(OCTET_STRING, inner));
        return der(SEQUENCE, content.toByteArray());
    }

    /* SubjectPublicKeyInfo is SEQUENCE { AlgorithmIdentifier SEQUENCE, BIT STRING }. */
    private static byte[] algorithm(byte[] spki) {
        int start = headerLength(spki, 0);
        return Arrays.copyOfRange(spki, start, start + headerLength(spki, start) + length(spki, start));
    }

    private static int headerLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int octets = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | octets);
            for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
                out.write(content.length >>> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
