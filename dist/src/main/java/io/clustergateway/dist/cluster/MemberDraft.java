package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a member before it is one.
 *
 * @param context of its own kubeconfig
 * @param endpoint when it is not the kubeconfig's server
 */
record MemberDraft(
        String name,
        KubeContext context,
        Optional<String> endpoint,
        boolean clusterProxy,
        boolean allowInsecure,
        Map<String, String> labels,
        Optional<String> alias,
        Optional<String> provider) {
    private static final String PREFIX = "cluster.core.oam.dev/";

    /** Refuses labels that are ours. */
    MemberDraft {
        labels.keySet().stream()
                .filter(key -> key.startsWith(PREFIX))
                .findFirst()
                .ifPresent(key -> {
                    throw new StartFault("--labels: %s (expected: no label of cluster.core.oam.dev)".formatted(key));
                });
    }

    /** The Secret by which it is tried from here: what the kubeconfig says, or the endpoint that was named. */
    JsonObject tried(String namespace, MemberCredential credential) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("endpoint", endpoint.filter(url -> !clusterProxy).orElse(context.server()));
        trust(data);
        context.ofCluster("proxy-url").ifPresent(url -> data.put("proxy-url", url));
        return secret(namespace, "Const", data, credential);
    }

    /** The Secret that is written. */
    JsonObject written(String namespace, MemberCredential credential) {
        if (!clusterProxy) {
            return tried(namespace, credential);
        }
        Map<String, String> data = new LinkedHashMap<>();
        trust(data);
        return secret(namespace, "ClusterProxy", data, credential);
    }

    private void trust(Map<String, String> data) {
        boolean insecure = Boolean.TRUE.equals(context.cluster().getValue("insecure-skip-tls-verify"));
        if (insecure && !allowInsecure) {
            throw new StartFault(
                    "%s: cluster %s: insecure-skip-tls-verify (mend: put its CA into the kubeconfig, or --allow-insecure)"
                            .formatted(context.from(), context.clusterName()));
        }
        if (insecure) {
            data.put("insecure-skip-tls-verify", "true");
        } else {
            context.caPem().ifPresent(pem -> data.put("ca.crt", pem));
        }
        context.ofCluster("tls-server-name").ifPresent(server -> data.put("tls-server-name", server));
    }

    private JsonObject secret(
            String namespace, String endpointType, Map<String, String> data, MemberCredential credential) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("app.kubernetes.io/managed-by", "cluster-gateway");
        all.put(MemberSecret.ENDPOINT_TYPE, endpointType);
        provider.ifPresent(text -> all.put(PREFIX + "provider", text));
        Map<String, String> annotations = new HashMap<>();
        alias.ifPresent(text -> annotations.put(PREFIX + "cluster-alias", text));
        return MemberSecret.with(MemberSecret.of(namespace, name, all, annotations, data), credential);
    }
}
