package io.clustergateway.authn.trust;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate with its key, as odd as a test wants it. */
record OddCertificates(X509Certificate certificate, KeyPair keys) {
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    /** What is asked for; everything else is as plain as can be. */
    record Draft(X500Name subject, boolean authority, Optional<KeyPurposeId> usage, String algorithm, Duration life) {
        static Draft authority(String cn) {
            return new Draft(new X500Name("CN=" + cn), true, Optional.empty(), "EC", Duration.ofDays(10));
        }

        static Draft client(X500Name subject) {
            return new Draft(subject, false, Optional.of(KeyPurposeId.id_kp_clientAuth), "EC", Duration.ofDays(1));
        }

        Draft usage(Optional<KeyPurposeId> other) {
            return new Draft(subject, authority, other, algorithm, life);
        }

        Draft rsa() {
            return new Draft(subject, authority, usage, "RSA", life);
        }

        Draft life(Duration other) {
            return new Draft(subject, authority, usage, algorithm, other);
        }

        OddCertificates selfSigned() throws Exception {
            KeyPair keys = keys();
            return sign(keys, subject, keys);
        }

        OddCertificates signedBy(OddCertificates issuer) throws Exception {
            X500Name name = X500Name.getInstance(
                    issuer.certificate().getSubjectX500Principal().getEncoded());
            return sign(keys(), name, issuer.keys());
        }

        private OddCertificates sign(KeyPair keys, X500Name issuer, KeyPair issuerKeys) throws Exception {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(NOW.minusSeconds(60)),
                    Date.from(NOW.plus(life)),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (usage.isPresent()) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(usage.get()));
            }
            String signature =
                    issuerKeys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(signature).build(issuerKeys.getPrivate())));
            return new OddCertificates(certificate, keys);
        }

        private KeyPair keys() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        }
    }
}
