package io.clustergateway.testkit.certificates;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** A certificate before it is signed. */
record CertificateDraft(
        String cn,
        List<String> organizations,
        List<String> names,
        boolean authority,
        KeyPurposeId purpose,
        Instant notBefore,
        Instant notAfter) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration HOUR = Duration.ofHours(1);

    static CertificateDraft authority(String cn) {
        Instant now = Instant.now();
        return new CertificateDraft(
                cn,
                List.of(),
                List.of(),
                true,
                KeyPurposeId.anyExtendedKeyUsage,
                now.minus(HOUR),
                now.plus(Duration.ofDays(3650)));
    }

    static CertificateDraft server(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("dnsNamesAndIps: [] (expected: at least one name)");
        }
        CertificateDraft draft = of(names.get(0), List.of(), KeyPurposeId.id_kp_serverAuth);
        return new CertificateDraft(
                draft.cn, List.of(), List.copyOf(names), false, draft.purpose, draft.notBefore, draft.notAfter);
    }

    static CertificateDraft of(String cn, List<String> organizations, KeyPurposeId purpose) {
        Instant now = Instant.now();
        return new CertificateDraft(
                requireNonNull(cn, "cn"),
                List.copyOf(organizations),
                List.of(),
                false,
                purpose,
                now.minus(HOUR),
                now.plus(Duration.ofDays(365)));
    }

    CertificateDraft with(Flaw flaw) {
        Instant now = Instant.now();
        return switch (flaw) {
            case EXPIRED -> valid(now.minus(HOUR.multipliedBy(48)), now.minus(HOUR));
            case NOT_YET_VALID -> valid(now.plus(HOUR), now.plus(HOUR.multipliedBy(48)));
            case WRONG_USAGE ->
                new CertificateDraft(
                        cn, organizations, names, authority, KeyPurposeId.id_kp_codeSigning, notBefore, notAfter);
        };
    }

    private CertificateDraft valid(Instant from, Instant to) {
        return new CertificateDraft(cn, organizations, names, authority, purpose, from, to);
    }

    X509Certificate sign(PublicKey key, Signer signer) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    signer.name(),
                    new BigInteger(127, RANDOM),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject(),
                    key);
            addExtensions(builder, key, signer);
            var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.privateKey()));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("cannot sign a certificate for " + cn, e);
        }
    }

    private X500Name subject() {
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(organization -> subject.addRDN(BCStyle.O, organization));
        return subject.addRDN(BCStyle.CN, cn).build();
    }

    private void addExtensions(X509v3CertificateBuilder builder, PublicKey key, Signer signer)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(signer.publicKey()));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage()));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        if (!names.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
        }
    }

    private int usage() {
        return authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(names.stream()
                .map(name ->
                        new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }
}
