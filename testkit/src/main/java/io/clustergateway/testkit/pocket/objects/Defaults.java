package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What API server, controllers and kubelet would fill in, so that clients find objects as they know them. */
final class Defaults {

    private Defaults() {}

    static void fill(ResourceType type, ObjectNode object) {
        switch (type.qualified()) {
            case "namespaces" -> namespace(object);
            case "secrets" -> secret(object);
            case "pods" -> pod(object);
            case "services" -> service(object);
            default -> {}
        }
    }

    private static void namespace(ObjectNode namespace) {
        String name = namespace.at("/metadata/name").asText();
        namespace.withObjectProperty("metadata").withObjectProperty("labels").put("kubernetes.io/metadata.name", name);
        namespace.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
        namespace.withObjectProperty("status").put("phase", "Active");
    }

    static void secret(ObjectNode secret) {
        if (!secret.has("type")) {
            secret.put("type", "Opaque");
        }
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            ObjectNode data = secret.withObjectProperty("data");
            plain.properties().forEach(entry -> data.put(entry.getKey(), base64(entry.getValue())));
        }
    }

    private static String base64(JsonNode text) {
        return Base64.getEncoder().encodeToString(text.asText().getBytes(StandardCharsets.UTF_8));
    }

    private static void service(ObjectNode service) {
        ObjectNode spec = service.withObjectProperty("spec");
        if (!spec.has("type")) {
            spec.put("type", "ClusterIP");
        }
        if (spec.path("type").asText().equals("ClusterIP") && !spec.has("clusterIP")) {
            spec.put("clusterIP", "10.96.0." + (1 + Math.floorMod(service.hashCode(), 250)));
        }
    }

    private static void pod(ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        if (!spec.has("nodeName")) {
            spec.put("nodeName", "pocket-node");
        }
        if (!spec.has("restartPolicy")) {
            spec.put("restartPolicy", "Always");
        }
        ObjectNode status = pod.withObjectProperty("status");
        if (status.has("phase")) {
            return;
        }
        status.put("phase", "Running").put("podIP", "10.244.0.2").put("startTime", Timestamps.now());
        ArrayNode conditions = status.putArray("conditions");
        for (String condition : new String[] {"Initialized", "Ready", "ContainersReady", "PodScheduled"}) {
            conditions
                    .addObject()
                    .put("type", condition)
                    .put("status", "True")
                    .put("lastTransitionTime", Timestamps.now());
        }
        ArrayNode statuses = status.putArray("containerStatuses");
        spec.path("containers").forEach(container -> containerStatus(statuses.addObject(), container));
    }

    private static void containerStatus(ObjectNode status, JsonNode container) {
        status.put("name", container.path("name").asText())
                .put("image", container.path("image").asText())
                .put("ready", true)
                .put("started", true)
                .put("restartCount", 0);
        status.putObject("state").putObject("running").put("startedAt", Timestamps.now());
    }
}
