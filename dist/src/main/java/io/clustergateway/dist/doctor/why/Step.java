package io.clustergateway.dist.doctor.why;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One hop of the way.
 *
 * @param outcome {@code ok}, {@code refused}, or {@code unknown} when no log tells
 * @param millis as the log has it; empty when it does not say
 */
record Step(String hop, String outcome, String text, String millis) {
    List<String> words() {
        String time = millis.isEmpty() ? "" : " [%s ms]".formatted(millis);
        return List.of("  %-8s %s: %s%s".formatted(outcome, hop, text, time));
    }

    JsonObject json() {
        JsonObject json =
                new JsonObject().put("hop", hop).put("outcome", outcome).put("text", text);
        return millis.isEmpty() ? json : json.put("milliseconds", Double.parseDouble(millis));
    }
}
