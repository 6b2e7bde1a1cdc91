package io.clustergateway.dist.cluster;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** ClusterGateways as the gateway serves them, and the same made from Secrets while it does not answer. */
final class Served {
    private static final String OFFLINE = "cluster.core.oam.dev/offline";

    private Served() {}

    /** Of a Secret; nothing of its credential. */
    static JsonObject of(JsonObject secret) {
        JsonObject metadata = secret.getJsonObject("metadata");
        JsonObject labels = metadata.getJsonObject("labels", new JsonObject()).copy();
        labels.fieldNames().stream().toList().forEach(key -> {
            if (key.startsWith("cluster.core.oam.dev/")) {
                labels.remove(key);
            }
        });
        JsonObject endpoint = new JsonObject().put("type", or(Secrets.label(secret, "cluster-endpoint-type"), "Const"));
        String address = secret.getJsonObject("data", new JsonObject()).getString("endpoint", "");
        if (!address.isEmpty()) {
            endpoint.put("const", new JsonObject().put("address", decoded(address)));
        }
        String offline = Secrets.annotation(secret, "offline");
        JsonObject annotations = new JsonObject();
        if (!offline.isEmpty()) {
            annotations.put(OFFLINE, offline);
        }
        JsonObject all = metadata.getJsonObject("annotations", new JsonObject());
        return new JsonObject()
                .put("apiVersion", "cluster.core.oam.dev/v1alpha1")
                .put("kind", "ClusterGateway")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", metadata.getString("name"))
                                .put("uid", metadata.getString("uid"))
                                .put("resourceVersion", metadata.getString("resourceVersion"))
                                .put("creationTimestamp", metadata.getString("creationTimestamp"))
                                .put("labels", labels)
                                .put("annotations", annotations))
                .put(
                        "spec",
                        new JsonObject()
                                .put("provider", Secrets.label(secret, "provider"))
                                .put(
                                        "access",
                                        new JsonObject()
                                                .put("endpoint", endpoint)
                                                .put(
                                                        "credential",
                                                        new JsonObject()
                                                                .put(
                                                                        "type",
                                                                        Secrets.label(
                                                                                secret, "cluster-credential-type")))))
                .put("status", status(all));
    }

    static String name(JsonObject member) {
        return member.getJsonObject("metadata").getString("name");
    }

    static List<String> head(boolean wide) {
        List<String> head = new ArrayList<>(List.of("NAME", "PROVIDER", "CREDENTIAL-TYPE", "ENDPOINT-TYPE", "HEALTHY"));
        if (wide) {
            head.addAll(List.of("REASON", "ENDPOINT"));
        }
        return head;
    }

    static List<String> row(JsonObject member, boolean wide) {
        JsonObject spec = member.getJsonObject("spec", new JsonObject());
        JsonObject access = spec.getJsonObject("access", new JsonObject());
        JsonObject endpoint = access.getJsonObject("endpoint", new JsonObject());
        JsonObject status = member.getJsonObject("status", new JsonObject());
        String offline = member.getJsonObject("metadata")
                .getJsonObject("annotations", new JsonObject())
                .getString(OFFLINE, "")
                .strip();
        boolean isOffline = !offline.isEmpty() && !offline.equals("false");
        List<String> row = new ArrayList<>(List.of(
                name(member),
                spec.getString("provider", ""),
                access.getJsonObject("credential", new JsonObject()).getString("type", "<none>"),
                endpoint.getString("type", ""),
                isOffline ? "Offline" : health(status)));
        if (wide) {
            row.add(isOffline ? offline : status.getString("healthyReason", ""));
            row.add(endpoint.getJsonObject("const", new JsonObject()).getString("address", "<none>"));
        }
        return row;
    }

    private static String health(JsonObject status) {
        return status.getValue("healthy") instanceof Boolean healthy ? (healthy ? "True" : "False") : "Unknown";
    }

    private static JsonObject status(JsonObject annotations) {
        String healthy = annotations.getString("status.cluster.core.oam.dev/healthy", "");
        JsonObject status = new JsonObject();
        if (!healthy.isEmpty()) {
            status.put("healthy", healthy.equalsIgnoreCase("true"))
                    .put("healthyReason", annotations.getString("status.cluster.core.oam.dev/healthy-reason", ""));
        }
        return status;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return "<unreadable>";
        }
    }

    private static String or(String text, String absent) {
        return text.isEmpty() ? absent : text;
    }
}
