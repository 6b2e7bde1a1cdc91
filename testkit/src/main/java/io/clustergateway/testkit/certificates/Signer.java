package io.clustergateway.testkit.certificates;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Who signs: the issuer's name with its keys. */
record Signer(X500Name name, PublicKey publicKey, PrivateKey privateKey) {

    static Signer selfSigned(String cn, KeyPair keys) {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, cn).build();
        return new Signer(name, keys.getPublic(), keys.getPrivate());
    }

    static Signer of(X509Certificate certificate, KeyPair keys) {
        X500Name name =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new Signer(name, keys.getPublic(), keys.getPrivate());
    }

    @Override
    public String toString() {
        return "Signer[" + name + ", key=***]";
    }
}
