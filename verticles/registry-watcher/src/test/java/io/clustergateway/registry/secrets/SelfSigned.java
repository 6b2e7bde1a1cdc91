package io.clustergateway.registry.secrets;

import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate over a key of the test's choosing. */
final class SelfSigned {
    private SelfSigned() {}

    static String certificatePem(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=gateway");
        Date end = Date.from(Instant.now().plus(Duration.ofDays(1)));
        byte[] der = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, new Date(), end, name, keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))
                .getEncoded();
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(der));
    }
}
