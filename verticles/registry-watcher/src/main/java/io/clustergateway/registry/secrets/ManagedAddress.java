package io.clustergateway.registry.secrets;

import static java.util.Objects.requireNonNull;

import io.clustergateway.kernel.contract.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a member is by its ManagedCluster, as it stands there; what is wrong with it shows when a Secret is read with it.
 *
 * @param url of {@code managedClusterClientConfigs[0]}
 * @param caBundle of it: base64 of PEM, empty for none
 */
public record ManagedAddress(String url, String caBundle) {
    static final String CA_BUNDLE = "managedClusterClientConfigs[0].caBundle of its ManagedCluster";
    private static final String URL = "managedClusterClientConfigs[0].url of its ManagedCluster";

    /** Checks that nothing is null. */
    public ManagedAddress {
        requireNonNull(url, "url");
        requireNonNull(caBundle, "caBundle");
    }

    Endpoint endpoint() throws MemberFault {
        try {
            return Endpoint.parse(url);
        } catch (IllegalArgumentException e) {
            throw fault(URL, "no usable address", "https://host:port[/path], without user, query or fragment");
        }
    }

    /** Its CA, checked. */
    Optional<String> ca() throws MemberFault {
        if (caBundle.isBlank()) {
            return Optional.empty();
        }
        try {
            String pem = new String(Base64.getDecoder().decode(caBundle.strip()), StandardCharsets.UTF_8);
            certificates(pem);
            return Optional.of(pem.strip());
        } catch (IllegalArgumentException e) {
            throw noCertificate();
        }
    }

    List<X509Certificate> certificates(String pem) throws MemberFault {
        try {
            return PemBlocks.certificates(CA_BUNDLE, pem);
        } catch (MemberFault e) {
            throw noCertificate();
        }
    }

    private static MemberFault noCertificate() {
        return fault(CA_BUNDLE, "no certificate in it", "base64 of PEM with BEGIN CERTIFICATE");
    }

    private static MemberFault fault(String field, String what, String expected) {
        return new MemberFault("%s: %s (expected: %s)".formatted(field, what, expected));
    }
}
