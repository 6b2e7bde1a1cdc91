package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Changes of member Secrets as values. */
final class Secrets {
    private static final String PREFIX = "cluster.core.oam.dev/";
    private static final List<String> HEALTH =
            List.of("status." + PREFIX + "healthy", "status." + PREFIX + "healthy-reason");
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final List<String> SERVERS_OWN =
            List.of("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "selfLink");

    private Secrets() {}

    /** A member's new Secret over the one that is there: annotations and labels of others stay, all data is new. */
    static JsonObject onto(JsonObject known, JsonObject wanted) {
        JsonObject merged = known.copy().put("data", wanted.getJsonObject("data"));
        for (String key : List.of("labels", "annotations")) {
            JsonObject fields = merged.getJsonObject("metadata").getJsonObject(key, new JsonObject());
            fields.mergeIn(wanted.getJsonObject("metadata").getJsonObject(key, new JsonObject()));
            merged.getJsonObject("metadata").put(key, fields);
        }
        merged.getJsonObject("metadata").remove("managedFields");
        return merged;
    }

    /** The same member under another name, as yet unknown to any server and of unknown health. */
    static JsonObject renamed(JsonObject known, String name) {
        JsonObject copy = known.copy();
        JsonObject metadata = copy.getJsonObject("metadata").put("name", name);
        SERVERS_OWN.forEach(metadata::remove);
        JsonObject annotations = metadata.getJsonObject("annotations", new JsonObject());
        HEALTH.forEach(annotations::remove);
        annotations.remove(LAST_APPLIED);
        return copy;
    }

    /** Whether a kubeconfig is of the member's cluster: the same address, or the same CA. */
    static boolean isOf(JsonObject secret, KubeContext context) {
        List<String> endpoints = Stream.of(data(secret, "endpoint").split(","))
                .map(Secrets::address)
                .toList();
        return endpoints.contains(address(context.server()))
                || context.caPem()
                        .filter(pem -> pem.strip().equals(data(secret, "ca.crt").strip()))
                        .isPresent();
    }

    /** Whether nothing but its health is different, which probers write. */
    static boolean isSameButForHealth(JsonObject one, JsonObject other) {
        return withoutHealth(one).equals(withoutHealth(other));
    }

    private static JsonObject withoutHealth(JsonObject secret) {
        JsonObject copy = secret.copy();
        JsonObject metadata = copy.getJsonObject("metadata");
        metadata.remove("resourceVersion");
        metadata.remove("managedFields");
        JsonObject annotations = metadata.getJsonObject("annotations", new JsonObject());
        HEALTH.forEach(annotations::remove);
        metadata.put("annotations", annotations);
        return copy;
    }

    static boolean isOfSameEndpoint(JsonObject one, JsonObject other) {
        return data(one, "endpoint").equals(data(other, "endpoint"));
    }

    static String name(JsonObject secret) {
        return secret.getJsonObject("metadata").getString("name");
    }

    private static String address(String url) {
        return url.strip().replaceAll("/+$", "");
    }

    private static String data(JsonObject secret, String key) {
        byte[] bytes = secret.getJsonObject("data", new JsonObject()).getBinary(key, new byte[0]);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String label(JsonObject secret, String key) {
        return text(secret, "labels", PREFIX + key);
    }

    static String annotation(JsonObject secret, String key) {
        return text(secret, "annotations", PREFIX + key);
    }

    private static String text(JsonObject secret, String map, String key) {
        return secret.getJsonObject("metadata")
                .getJsonObject(map, new JsonObject())
                .getString(key, "");
    }
}
