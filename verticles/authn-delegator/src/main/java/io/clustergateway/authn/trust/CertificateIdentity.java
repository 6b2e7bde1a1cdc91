package io.clustergateway.authn.trust;

import io.clustergateway.kernel.contract.Caller;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * What the subject of a client certificate says: common name = user, organizations = groups, and the uid attribute of
 * Kubernetes 1.33 (apiserver authentication/request/x509). Believe it only after {@link ChainVerifier}.
 */
public final class CertificateIdentity {
    private static final String UID_OID = "1.3.6.1.4.1.57683.2";
    private static final String UID = "K8SUID";
    private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

    private final X509Certificate certificate;
    private final List<String> names;
    private final List<String> organizations;
    private final List<String> uids;

    /**
     * Reads the subject.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    public CertificateIdentity(X509Certificate certificate) {
        this.certificate = certificate;
        this.names = new ArrayList<>();
        this.organizations = new ArrayList<>();
        this.uids = new ArrayList<>();
        readSubject();
    }

    /** The common name, the last one as in Go; empty when there is none. */
    public String commonName() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /**
     * The caller, or nothing when the certificate has no common name.
     *
     * @throws IllegalArgumentException when it carries an empty or a second uid
     */
    public Optional<Caller> caller() {
        if (uids.size() > 1 || uids.contains("")) {
            throw new IllegalArgumentException("%d uids, or an empty one (expected: one)".formatted(uids.size()));
        }
        if (commonName().isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> extra = Map.of(CREDENTIAL_ID, List.of("X509SHA256=" + sha256()));
        return Optional.of(new Caller(commonName(), uids.stream().findFirst(), organizations, extra));
    }

    private void readSubject() {
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, Map.of(UID_OID, UID));
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                read(rdn);
            }
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("subject cannot be read", e);
        } catch (NamingException e) {
            throw new IllegalStateException("attributes in memory are always there", e);
        }
    }

    private void read(Rdn rdn) throws NamingException {
        NamingEnumeration<? extends Attribute> attributes = rdn.toAttributes().getAll();
        while (attributes.hasMore()) {
            Attribute attribute = attributes.next();
            for (int i = 0; i < attribute.size(); i++) {
                if (attribute.get(i) instanceof String value) {
                    listOf(attribute.getID()).add(value);
                }
            }
        }
    }

    private List<String> listOf(String attribute) {
        return switch (attribute) {
            case "CN" -> names;
            case "O" -> organizations;
            case UID -> uids;
            default -> new ArrayList<>();
        };
    }

    private String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was verified has an encoding", e);
        }
    }
}
