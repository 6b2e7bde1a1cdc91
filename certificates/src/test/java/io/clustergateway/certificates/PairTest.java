package io.clustergateway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PairTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pair PAIR = Authority.make("ca", NOW, NOW.plus(Duration.ofDays(1)))
            .issue(List.of("a.example"), NOW, NOW.plus(Duration.ofDays(1)));
    private static final String CERTIFICATE = Pem.certificate(PAIR.leaf());
    private static final String KEY = Pem.key(PAIR.key());
    private static final String UNKNOWN = "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void readsEveryFormOfAKey(String form, PublicKey certified, String pem) {
        assertThat(KeyMatch.matches(certified, Pair.key(pem))).isTrue();
    }

    /** JDK's TLS shows no certificate whose key is by another name than itself, as keys of another provider are. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void isTheJdksOwnKeyWhereAnotherProviderIsInstalled(String form, PublicKey certified, String pem) {
        Provider another = new BouncyCastleProvider();
        boolean isNew = Security.addProvider(another) != -1;
        try {
            assertThat(Pair.key(pem).getAlgorithm()).isEqualTo(certified.getAlgorithm());
        } finally {
            if (isNew) {
                Security.removeProvider(another.getName());
            }
        }
    }

    static Stream<Arguments> forms() throws Exception {
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
        rsaKeys.initialize(2048);
        KeyPair rsa = rsaKeys.generateKeyPair();
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair p256 = ec("secp256r1");
        KeyPair p384 = ec("secp384r1");
        KeyPair p521 = ec("secp521r1");
        PrivateKeyInfo info = info(p256);
        return Stream.of(
                arguments("RSA, PKCS#8", rsa.getPublic(), Pem.key(rsa.getPrivate())),
                arguments(
                        "RSA, PKCS#1",
                        rsa.getPublic(),
                        block("RSA PRIVATE KEY", info(rsa).parsePrivateKey())),
                arguments("P-256, PKCS#8", p256.getPublic(), Pem.key(p256.getPrivate())),
                arguments("P-256, SEC1", p256.getPublic(), sec1(p256)),
                arguments(
                        "P-256, SEC1, parameters before it",
                        p256.getPublic(),
                        block("EC PARAMETERS", info.getPrivateKeyAlgorithm().getParameters()) + sec1(p256)),
                arguments("P-384, SEC1", p384.getPublic(), sec1(p384)),
                arguments("P-521, SEC1", p521.getPublic(), sec1(p521)),
                arguments("Ed25519, PKCS#8", ed25519.getPublic(), Pem.key(ed25519.getPrivate())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void findsItsBlocksInAnyText(String text, UnaryOperator<String> written) {
        Pair read = Pair.of(written.apply(CERTIFICATE), written.apply(KEY));
        assertThat(read.chain()).containsExactly(PAIR.leaf());
        assertThat(read.key()).isEqualTo(PAIR.key());
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                text("of another system", pem -> pem.replace("\n", "\r\n")),
                text("indented", pem -> pem.indent(4)),
                text("in one line", pem -> pem.replace("\n", " ")),
                text("without an end of line", String::strip),
                text("with words around", pem -> "Bag Attributes\n  friendlyName: a\n" + pem + "\nbye"),
                text("with blocks unknown", pem -> UNKNOWN + pem + UNKNOWN),
                text("both in one file", pem -> CERTIFICATE + KEY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void saysWhatItFoundInsteadOfAKeyAndNothingOfIt(String pem, String message) {
        assertThatThrownBy(() -> Pair.key(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("AAAA");
    }

    static Stream<Arguments> faults() throws IOException {
        String broken = "a broken key (expected: PEM of a private key)";
        String encrypted = "an encrypted key (expected: a plain one; mend: openssl pkey ";
        String none = "no private key (expected: PEM, PKCS#8, PKCS#1 or SEC1)";
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(PAIR.key().getEncoded());
        return Stream.of(
                arguments("", none),
                arguments("AAAA", none),
                arguments(CERTIFICATE, none),
                arguments(block("PRIVATE KEY", "AAAA"), broken),
                arguments(block("RSA PRIVATE KEY", "AAAA"), broken),
                arguments(block("EC PRIVATE KEY", "AAAA"), broken),
                arguments(block("PRIVATE KEY", "AAAA!"), broken),
                arguments(block("PRIVATE KEY", ""), broken),
                arguments(KEY.substring(0, KEY.indexOf("-----END")), broken),
                arguments(block("EC PRIVATE KEY", info.parsePrivateKey()), broken),
                arguments(
                        block(
                                "RSA PRIVATE KEY",
                                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00000000000000000000000000000000\n\nAAAA"),
                        encrypted));
    }

    private static Arguments text(String text, UnaryOperator<String> written) {
        return arguments(text, written);
    }

    private static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static PrivateKeyInfo info(KeyPair keys) {
        return PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    }

    /** As openssl writes it: with the curve and the public key, which Java leaves out. */
    private static String sec1(KeyPair keys) throws IOException {
        java.security.interfaces.ECPrivateKey key = (java.security.interfaces.ECPrivateKey) keys.getPrivate();
        ASN1BitString point =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData();
        ASN1Encodable curve = info(keys).getPrivateKeyAlgorithm().getParameters();
        int bits = key.getParams().getOrder().bitLength();
        return block("EC PRIVATE KEY", new ECPrivateKey(bits, key.getS(), new DERBitString(point.getBytes()), curve));
    }

    private static String block(String label, ASN1Encodable content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, content.toASN1Primitive().getEncoded()));
        }
        return text.toString();
    }

    private static String block(String label, String content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, content, label);
    }
}
