package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A member's Secret, to be changed key by key. */
record MemberSecret(String name, Map<String, String> labels, Map<String, String> data) {
    private static final String PREFIX = RealRig.GROUP + "/";

    MemberSecret {
        labels = Map.copyOf(labels);
        data = Map.copyOf(data);
    }

    static MemberSecret of(String name, String endpoint, String caPem) {
        return new MemberSecret(name, Map.of(), Map.of("endpoint", endpoint, "ca.crt", caPem));
    }

    MemberSecret token(String token) {
        return label("cluster-credential-type", "ServiceAccountToken").with("token", token);
    }

    MemberSecret certificate(Issued client) {
        return label("cluster-credential-type", "X509Certificate")
                .with("tls.crt", client.certificatePem())
                .with("tls.key", client.keyPem());
    }

    /** A label of the gateway's own group. */
    MemberSecret label(String key, String value) {
        return new MemberSecret(name, plus(labels, PREFIX + key, value), data);
    }

    MemberSecret with(String key, String value) {
        return new MemberSecret(name, labels, plus(data, key, value));
    }

    String manifest() {
        JsonObject encoded = new JsonObject();
        data.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        JsonObject labelled = new JsonObject();
        labels.forEach(labelled::put);
        JsonObject metadata = new JsonObject()
                .put("name", name)
                .put("namespace", "vela-system")
                .put("labels", labelled);
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", metadata)
                .put("data", encoded)
                .encode();
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }
}
