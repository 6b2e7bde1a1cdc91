package io.clustergateway.kernel.contract;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** What the gateway shows to a member. */
public sealed interface Credential {
    /** The value of the label {@code cluster.core.oam.dev/cluster-credential-type}. */
    String type();

    /** Shown in TLS, if any. */
    default Optional<ClientCertificate> clientCertificate() {
        return Optional.empty();
    }

    /** Shown in the Authorization header, if any. */
    default Optional<BearerToken> bearerToken() {
        return Optional.empty();
    }

    /**
     * A client certificate.
     *
     * @param certificatePem leaf first
     * @param keyPem PKCS#8, PKCS#1 or SEC1
     */
    record ClientCertificate(String certificatePem, String keyPem) implements Credential {
        @Override
        public String type() {
            return "X509Certificate";
        }

        @Override
        public Optional<ClientCertificate> clientCertificate() {
            return Optional.of(this);
        }

        @Override
        public String toString() {
            return "ClientCertificate[masked]";
        }
    }

    /** A bearer token, usually of a ServiceAccount at the member. */
    record BearerToken(String token) implements Credential {
        @Override
        public String type() {
            return "ServiceAccountToken";
        }

        @Override
        public Optional<BearerToken> bearerToken() {
            return Optional.of(this);
        }

        /** When it ends, as a JSON web token (RFC 7519) says itself; empty for one that does not, and for other tokens. */
        public Optional<Instant> end() {
            String[] parts = token.split("\\.");
            if (parts.length != 3) {
                return Optional.empty();
            }
            try {
                String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
                return new JsonObject(claims).getValue("exp") instanceof Number end
                        ? Optional.of(Instant.ofEpochSecond(end.longValue()))
                        : Optional.empty();
            } catch (IllegalArgumentException | DecodeException | DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "BearerToken[masked]";
        }
    }

    /** What a plugin issued: a certificate, a token or both, and another one when the member refuses it. */
    record Issued(Optional<ClientCertificate> clientCertificate, Optional<BearerToken> bearerToken)
            implements Credential {
        /** Checks that there is one of them. */
        public Issued {
            if (clientCertificate.isEmpty() && bearerToken.isEmpty()) {
                throw new IllegalArgumentException("neither certificate nor token (expected: one or both)");
            }
        }

        @Override
        public String type() {
            return "Dynamic";
        }
    }
}
