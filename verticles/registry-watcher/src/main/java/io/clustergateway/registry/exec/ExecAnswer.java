package io.clustergateway.registry.exec;

import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.registry.secrets.CredentialParts;
import io.clustergateway.registry.secrets.MemberFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What a plugin answers: an ExecCredential of the version it was asked in. */
record ExecAnswer(Credential.Issued credential, Optional<Instant> expiration) {
    private static final String CERTIFICATE = "status.clientCertificateData";
    private static final String KEY = "status.clientKeyData";

    static ExecAnswer read(byte[] output, String apiVersion, Instant now) throws PluginFault {
        JsonObject answer = parse(output);
        if (!"ExecCredential".equals(answer.getValue("kind"))) {
            throw PluginFault.answer("its kind is another", "ExecCredential");
        }
        if (!apiVersion.equals(answer.getValue("apiVersion"))) {
            throw PluginFault.answer("its apiVersion is another", apiVersion);
        }
        if (!(answer.getValue("status") instanceof JsonObject status)) {
            throw PluginFault.answer("it has no status", "status with token, or certificate and key");
        }
        Optional<Instant> expiration = expiration(status);
        if (expiration.isPresent() && !expiration.get().isAfter(now)) {
            throw PluginFault.answer("status.expirationTimestamp is past", "a later time");
        }
        return new ExecAnswer(credential(status), expiration);
    }

    boolean isUsable(Instant now) {
        return expiration.isEmpty() || expiration.get().isAfter(now);
    }

    private static JsonObject parse(byte[] output) throws PluginFault {
        try {
            return new JsonObject(Buffer.buffer(output));
        } catch (DecodeException | ClassCastException e) {
            throw PluginFault.answer("it is no JSON object", "an ExecCredential");
        }
    }

    private static Credential.Issued credential(JsonObject status) throws PluginFault {
        Optional<String> token = text(status, "token");
        Optional<String> certificate = text(status, "clientCertificateData");
        Optional<String> key = text(status, "clientKeyData");
        if (certificate.isPresent() != key.isPresent()) {
            throw PluginFault.answer("certificate or key without the other", "both of them");
        }
        if (token.isEmpty() && certificate.isEmpty()) {
            throw PluginFault.answer("neither token nor certificate in its status", "one or both");
        }
        try {
            Optional<Credential.ClientCertificate> pair = Optional.empty();
            if (certificate.isPresent()) {
                CredentialParts.leaf(CERTIFICATE, certificate.get(), KEY, key.get());
                pair = Optional.of(new Credential.ClientCertificate(certificate.get(), key.get()));
            }
            Optional<Credential.BearerToken> bearer = Optional.empty();
            if (token.isPresent()) {
                bearer = Optional.of(CredentialParts.token("status.token", token.get()));
            }
            return new Credential.Issued(pair, bearer);
        } catch (MemberFault fault) {
            throw new PluginFault(
                    PluginFault.Status.PLUGIN_EXECUTION_ERROR, "its answer is wrong: " + fault.getMessage());
        }
    }

    private static Optional<Instant> expiration(JsonObject status) throws PluginFault {
        Optional<String> text = text(status, "expirationTimestamp");
        try {
            return text.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException e) {
            throw PluginFault.answer("status.expirationTimestamp is no time", "RFC 3339");
        }
    }

    private static Optional<String> text(JsonObject status, String key) throws PluginFault {
        Object value = status.getValue(key);
        if (value != null && !(value instanceof String)) {
            throw PluginFault.answer("status.%s is no text".formatted(key), "a text");
        }
        return Optional.ofNullable((String) value).filter(text -> !text.isEmpty());
    }
}
