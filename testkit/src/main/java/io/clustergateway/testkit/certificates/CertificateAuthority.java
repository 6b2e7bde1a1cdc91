package io.clustergateway.testkit.certificates;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A certificate authority that lives as long as the process; its key never leaves it. */
public final class CertificateAuthority {

    private final KeyPair keys;
    private final X509Certificate certificate;

    private CertificateAuthority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A new self-signed authority with the common name {@code cn}, valid for ten years. */
    public static CertificateAuthority create(String cn) {
        KeyPair keys = newKeys();
        X509Certificate certificate = CertificateDraft.authority(requireNonNull(cn, "cn"))
                .sign(keys.getPublic(), Signer.selfSigned(cn, keys));
        return new CertificateAuthority(keys, certificate);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** As Vert.x believes it. */
    public PemTrustOptions trustOptions() {
        return new PemTrustOptions().addCertValue(Buffer.buffer(certificatePem()));
    }

    /**
     * A serving certificate for these DNS names and IP addresses; the first becomes the common name.
     *
     * @throws IllegalArgumentException when the list is empty
     */
    public Issued issueServer(List<String> dnsNamesAndIps) {
        return issue(CertificateDraft.server(dnsNamesAndIps));
    }

    /** As {@link #issueServer(List)}, but to be refused by any careful client. */
    public Issued issueServer(List<String> dnsNamesAndIps, Flaw flaw) {
        return issue(CertificateDraft.server(dnsNamesAndIps).with(flaw));
    }

    /** A client certificate as Kubernetes reads it: common name = user, organizations = groups. */
    public Issued issueClient(String cn, List<String> organizations) {
        return issue(CertificateDraft.of(cn, organizations, KeyPurposeId.id_kp_clientAuth));
    }

    /** As {@link #issueClient(String, List)}, but to be refused by any careful server. */
    public Issued issueClient(String cn, List<String> organizations, Flaw flaw) {
        return issue(CertificateDraft.of(cn, organizations, KeyPurposeId.id_kp_clientAuth)
                .with(flaw));
    }

    private Issued issue(CertificateDraft draft) {
        KeyPair leaf = newKeys();
        return Issued.of(draft.sign(leaf.getPublic(), Signer.of(certificate, keys)), leaf.getPrivate());
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no EC P-256 keys", e);
        }
    }

    @Override
    public String toString() {
        return "CertificateAuthority[" + certificate.getSubjectX500Principal() + ", key=***]";
    }
}
