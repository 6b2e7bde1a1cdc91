package io.clustergateway.registry;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Secrets as the hub sends them, with a canary in every place that must never be seen outside. */
public final class Secrets {
    public static final String CANARY = "canary-0xC0FFEE";

    private Secrets() {}

    public static JsonObject token(String name, String endpoint) {
        return secret(name, "ServiceAccountToken", 5)
                .put("data", new JsonObject().put("endpoint", base64(endpoint)).put("token", base64(CANARY)));
    }

    public static JsonObject secret(String name, String credentialType, int version) {
        return new JsonObject()
                .put("kind", "Secret")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", name)
                                .put("namespace", "vela-system")
                                .put("uid", "uid-" + name)
                                .put("resourceVersion", String.valueOf(version))
                                .put("creationTimestamp", "2024-05-0%dT10:00:00Z".formatted(1 + name.length() % 9))
                                .put(
                                        "labels",
                                        new JsonObject()
                                                .put("region", "eu")
                                                .put("cluster.core.oam.dev/cluster-credential-type", credentialType))
                                .put(
                                        "annotations",
                                        new JsonObject()
                                                .put("other", CANARY)
                                                .put("kubectl.kubernetes.io/last-applied-configuration", CANARY))
                                .put("managedFields", CANARY));
    }

    public static JsonObject data(JsonObject secret, String key, String value) {
        if (!(secret.getValue("data") instanceof JsonObject)) {
            secret.put("data", new JsonObject());
        }
        secret.getJsonObject("data").put(key, base64(value));
        return secret;
    }

    public static JsonObject label(JsonObject secret, String key, String value) {
        secret.getJsonObject("metadata").getJsonObject("labels").put(key, value);
        return secret;
    }

    public static JsonObject annotation(JsonObject secret, String key, String value) {
        secret.getJsonObject("metadata").getJsonObject("annotations").put(key, value);
        return secret;
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
