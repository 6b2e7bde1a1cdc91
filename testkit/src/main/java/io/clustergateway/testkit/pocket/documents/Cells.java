package io.clustergateway.testkit.pocket.documents;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** One printed cell, by the name of its format. */
final class Cells {

    private static final String NONE = "<none>";

    private Cells() {}

    static Object print(JsonNode value, String format) {
        return switch (format) {
            case "count" -> value.size();
            case "age" -> age(value);
            case "ports" -> ports(value);
            case "reference" ->
                value.path("kind").asText() + "/" + value.path("name").asText();
            case "serviceReference" ->
                value.isMissingNode()
                        ? "Local"
                        : value.path("namespace").asText() + "/"
                                + value.path("name").asText();
            case "podReady" -> ready(value);
            case "podRestarts" -> restarts(value);
            case "nodeStatus" -> condition(value, "Ready").equals("True") ? "Ready" : "NotReady";
            case "nodeRoles" -> roles(value);
            case "available" -> condition(value, "Available");
            default -> plain(value);
        };
    }

    private static Object plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NONE;
        }
        return value.isNumber() ? value.numberValue() : value.asText();
    }

    private static String age(JsonNode timestamp) {
        return timestamp.isTextual()
                ? text(Duration.between(Instant.parse(timestamp.asText()), Instant.now()))
                : "<unknown>";
    }

    /** As {@code duration.HumanDuration} in its coarse steps. */
    static String text(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (age.toHours() < 3) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }

    private static String ports(JsonNode ports) {
        List<String> texts = new ArrayList<>();
        ports.forEach(port -> texts.add(
                port.path("port").asText() + "/" + port.path("protocol").asText("TCP")));
        return texts.isEmpty() ? NONE : String.join(",", texts);
    }

    private static String ready(JsonNode pod) {
        JsonNode statuses = pod.at("/status/containerStatuses");
        long ready = StreamSupport.stream(statuses.spliterator(), false)
                .filter(status -> status.path("ready").asBoolean())
                .count();
        return ready + "/" + pod.at("/spec/containers").size();
    }

    private static int restarts(JsonNode pod) {
        int restarts = 0;
        for (JsonNode status : pod.at("/status/containerStatuses")) {
            restarts += status.path("restartCount").asInt();
        }
        return restarts;
    }

    private static String condition(JsonNode object, String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "Unknown";
    }

    private static String roles(JsonNode node) {
        String prefix = "node-role.kubernetes.io/";
        List<String> roles = new ArrayList<>();
        node.at("/metadata/labels").fieldNames().forEachRemaining(label -> {
            if (label.startsWith(prefix)) {
                roles.add(label.substring(prefix.length()));
            }
        });
        return roles.isEmpty() ? NONE : String.join(",", roles);
    }
}
