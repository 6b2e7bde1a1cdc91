package io.clustergateway.certificate;

import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * What the hub's APIService says of the gateway.
 *
 * @param namespace of the Service that the hub asks
 * @param names that the certificate has to be for; the hub asks for the first
 * @param believed whose certificates the hub believes
 * @param verifies whether it verifies at all
 */
record Aggregation(String namespace, List<String> names, List<X509Certificate> believed, boolean verifies) {
    private static final String BUNDLE = "caBundle";
    private static final String SKIP = "insecureSkipTLSVerify";

    Aggregation {
        names = List.copyOf(names);
        believed = List.copyOf(believed);
    }

    /** @throws IllegalArgumentException when it names no Service */
    static Aggregation read(JsonObject apiService) {
        JsonObject spec = apiService.getValue("spec") instanceof JsonObject object ? object : new JsonObject();
        if (!(spec.getValue("service") instanceof JsonObject service)
                || !(service.getValue("name") instanceof String name)
                || !(service.getValue("namespace") instanceof String namespace)) {
            throw new IllegalArgumentException("spec.service: absent (expected: name and namespace of the gateway's)");
        }
        String inNamespace = name + "." + namespace;
        return new Aggregation(
                namespace,
                List.of(inNamespace + ".svc", inNamespace + ".svc.cluster.local", inNamespace, name),
                spec.getValue(BUNDLE) instanceof String bundle ? certificates(bundle) : List.of(),
                !Boolean.TRUE.equals(spec.getValue(SKIP)));
    }

    /** Whether it verifies, by these and nobody else. */
    boolean isOf(Collection<X509Certificate> bundle) {
        return verifies && new HashSet<>(believed).equals(new HashSet<>(bundle));
    }

    /** A merge patch after which it does; refused when the object has changed since. */
    static JsonObject patch(JsonObject apiService, Collection<X509Certificate> bundle) {
        String base64 =
                Base64.getEncoder().encodeToString(Pem.certificates(bundle).getBytes(StandardCharsets.US_ASCII));
        return new JsonObject()
                .put(
                        "metadata",
                        new JsonObject()
                                .put(
                                        "resourceVersion",
                                        apiService.getJsonObject("metadata").getValue("resourceVersion")))
                .put("spec", new JsonObject().put(BUNDLE, base64).putNull(SKIP));
    }

    /** None where it cannot be read, so that it is written anew. */
    private static List<X509Certificate> certificates(String base64) {
        try {
            return Pair.certificates(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
