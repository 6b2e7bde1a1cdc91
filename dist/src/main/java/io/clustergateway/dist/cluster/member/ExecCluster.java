package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a credential plugin is told of its kubeconfig's cluster, as client-go tells it (rest/exec.go). */
final class ExecCluster {
    private static final List<String> TEXTS = List.of("tls-server-name", "proxy-url");
    private static final List<String> SWITCHES = List.of("insecure-skip-tls-verify", "disable-compression");
    /** Extension of the cluster that is for plugins. */
    private static final String EXTENSION = "client.authentication.k8s.io/exec";

    private ExecCluster() {}

    static JsonObject of(KubeContext context) {
        JsonObject cluster = new JsonObject().put("server", context.cluster().getString("server"));
        TEXTS.forEach(key -> context.ofCluster(key).ifPresent(text -> cluster.put(key, text)));
        SWITCHES.stream()
                .filter(key -> Boolean.TRUE.equals(context.cluster().getValue(key)))
                .forEach(key -> cluster.put(key, true));
        context.caPem()
                .map(pem -> Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(data -> cluster.put("certificate-authority-data", data));
        config(context.cluster()).ifPresent(config -> cluster.put("config", config));
        return cluster;
    }

    private static Optional<Object> config(JsonObject cluster) {
        if (!(cluster.getValue("extensions") instanceof JsonArray extensions)) {
            return Optional.empty();
        }
        return extensions.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .filter(entry -> EXTENSION.equals(entry.getValue("name")))
                .map(entry -> entry.getValue("extension"))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
