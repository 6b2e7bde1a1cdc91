package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything an access answer depends on. Holds no token, only its hash, since it outlives the request.
 *
 * @param chain SHA-256 of the client's certificates, empty for none
 * @param token SHA-256 of the bearer token, empty for none
 */
record AccessKey(String chain, String token, List<Credentials.Header> headers, List<Attributes> attributes) {
    static AccessKey of(AccessQuestion question) {
        Credentials credentials = question.credentials();
        return new AccessKey(
                credentials.chain().sha256(),
                hash(credentials.bearerToken()),
                credentials.headers(),
                question.attributes());
    }

    int size() {
        int size = 128;
        for (Credentials.Header header : headers) {
            size += header.name().length() + header.value().length();
        }
        for (Attributes wanted : attributes) {
            size += size(wanted);
        }
        return size;
    }

    private static int size(Attributes wanted) {
        if (wanted instanceof Attributes.Resource r) {
            return r.verb().length()
                    + r.group().length()
                    + r.version().length()
                    + r.resource().length()
                    + r.subresource().length()
                    + r.namespace().length()
                    + r.name().length()
                    + r.fieldSelector().length()
                    + r.labelSelector().length();
        }
        return wanted instanceof Attributes.NonResource n
                ? n.verb().length() + n.path().length()
                : 0;
    }

    private static String hash(String token) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
