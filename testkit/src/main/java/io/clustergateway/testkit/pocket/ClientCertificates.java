package io.clustergateway.testkit.pocket;

import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Reads users from client certificates: chain, time and usage are checked here, not in the handshake. */
final class ClientCertificates {

    private static final List<String> CLIENT_USAGES = List.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

    private final X509Certificate authority;

    ClientCertificates(X509Certificate authority) {
        this.authority = authority;
    }

    /** The leaf shown on this connection, verified or not. */
    static Optional<X509Certificate> shown(HttpServerRequest request) {
        SSLSession session = request.connection().sslSession();
        try {
            return Optional.of((X509Certificate) session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    Optional<User> user(X509Certificate certificate) {
        return trusts(certificate) ? Optional.of(read(certificate)) : Optional.empty();
    }

    private boolean trusts(X509Certificate certificate) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            parameters.setRevocationEnabled(false);
            var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages != null && usages.stream().anyMatch(CLIENT_USAGES::contains);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static User read(X509Certificate certificate) {
        List<String> groups = values(certificate, "O");
        return User.of(commonName(certificate), groups.toArray(String[]::new));
    }

    static String commonName(X509Certificate certificate) {
        return values(certificate, "CN").stream().findFirst().orElse("");
    }

    private static List<String> values(X509Certificate certificate, String attribute) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equals(attribute))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
