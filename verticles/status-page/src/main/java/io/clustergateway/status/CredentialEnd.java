package io.clustergateway.status;

import io.clustergateway.kernel.contract.Credential;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/** When a credential ends, by its own words: nothing of it is verified here, and nothing else of it is shown. */
final class CredentialEnd {
    private CredentialEnd() {}

    /** The earlier one of certificate and token; empty when neither says. */
    static Optional<Instant> of(Credential credential) {
        return Stream.of(
                        credential.clientCertificate().flatMap(shown -> certificate(shown.certificatePem())),
                        credential.bearerToken().flatMap(shown -> token(shown.token())))
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

    /** Of a JWT (RFC 7519 section 4.1.4); other tokens do not say. */
    private static Optional<Instant> token(String token) {
        String[] parts = token.strip().split("\\.", 4);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return new JsonObject(claims).getValue("exp") instanceof Number seconds
                    ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
