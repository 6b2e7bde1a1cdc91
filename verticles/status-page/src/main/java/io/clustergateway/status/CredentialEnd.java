package io.clustergateway.status;

import io.clustergateway.kernel.contract.Credential;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When a credential ends, by its own words: nothing of it is verified here, and nothing else of it is shown. */
final class CredentialEnd {
    private CredentialEnd() {}

    /** The earlier one of certificate and token; empty when neither says. */
    static Optional<Instant> of(Credential credential) {
        return Stream.of(
                        credential.clientCertificate().flatMap(shown -> certificate(shown.certificatePem())),
                        credential.bearerToken().flatMap(Credential.BearerToken::end))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static Optional<Instant> certificate(String pem) {
        try {
            X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(leaf.getNotAfter().toInstant());
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
