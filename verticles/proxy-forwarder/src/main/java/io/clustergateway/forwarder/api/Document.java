package io.clustergateway.forwarder.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An encoded document.
 *
 * @param hash SHA-512 of the body, upper-case hex as kube-apiserver writes it
 */
public record Document(String contentType, Buffer body, String hash) {
    static final String JSON = "application/json";

    static Document of(String contentType, JsonObject json) {
        Buffer body = json.toBuffer().appendString("\n");
        return new Document(contentType, body, sha512(body));
    }

    static Document json(JsonObject json) {
        return of(JSON, json);
    }

    /** As the ETag header carries it. */
    public String etag() {
        return '"' + hash + '"';
    }

    private static String sha512(Buffer body) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
