package io.clustergateway.audit;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** An event as kube-apiserver writes it (audit.k8s.io/v1 Event). */
final class EventJson {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_AGENT = 1024;

    private EventJson() {}

    static JsonObject of(AuditEvent event) {
        JsonObject json = new JsonObject()
                .put("kind", "Event")
                .put("apiVersion", "audit.k8s.io/v1")
                .put("level", "Metadata")
                .put("auditID", event.auditId())
                .put("stage", event.stage().toString())
                .put("requestURI", Redaction.uri(event.requestUri()))
                .put("verb", event.request().verb())
                .put("user", event.caller().map(EventJson::user).orElseGet(JsonObject::new));
        event.impersonated().ifPresent(identity -> json.put("impersonatedUser", user(identity)));
        if (!event.sourceIps().isEmpty()) {
            json.put("sourceIPs", new JsonArray(event.sourceIps()));
        }
        putUnlessEmpty(json, "userAgent", shortened(event.userAgent()));
        if (event.request() instanceof Attributes.Resource resource) {
            json.put("objectRef", reference(resource));
        }
        event.response().ifPresent(answer -> json.put("responseStatus", status(answer)));
        return json.put("requestReceivedTimestamp", time(event.receivedAt()))
                .put("stageTimestamp", time(event.stageAt()))
                .put("annotations", annotations(event));
    }

    /**
     * One line of printable ASCII, whatever the event holds: JSON escapes line ends, and what some viewers take for one
     * (NEL, LS, PS) or for a command (DEL, C1) is escaped with all that is no ASCII.
     */
    static String line(JsonObject event) {
        String json = event.encode();
        StringBuilder line = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7f) {
                line.append(c);
            } else {
                line.append("\\u%04x".formatted((int) c));
            }
        }
        return line.append('\n').toString();
    }

    private static JsonObject user(Caller caller) {
        JsonObject user = new JsonObject().put("username", caller.user());
        caller.uid().ifPresent(uid -> user.put("uid", uid));
        if (!caller.groups().isEmpty()) {
            user.put("groups", new JsonArray(caller.groups()));
        }
        if (!caller.extra().isEmpty()) {
            JsonObject extra = new JsonObject();
            caller.extra().forEach((key, values) -> extra.put(key, new JsonArray(Redaction.extra(key, values))));
            user.put("extra", extra);
        }
        return user;
    }

    private static JsonObject reference(Attributes.Resource resource) {
        JsonObject reference = new JsonObject().put("resource", resource.resource());
        putUnlessEmpty(reference, "namespace", resource.namespace());
        putUnlessEmpty(reference, "name", resource.name());
        putUnlessEmpty(reference, "apiGroup", resource.group());
        putUnlessEmpty(reference, "apiVersion", resource.version());
        putUnlessEmpty(reference, "subresource", resource.subresource());
        return reference;
    }

    private static JsonObject status(AuditEvent.Answer answer) {
        JsonObject status = new JsonObject().put("metadata", new JsonObject());
        if (!answer.reason().isEmpty()) {
            status.put("status", "Failure");
        }
        putUnlessEmpty(status, "message", answer.message());
        putUnlessEmpty(status, "reason", answer.reason());
        return status.put("code", answer.code());
    }

    private static JsonObject annotations(AuditEvent event) {
        JsonObject annotations = new JsonObject();
        event.annotations().forEach((name, value) -> annotations.put(name, Redaction.uri(value)));
        return annotations;
    }

    private static String shortened(String agent) {
        return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT) + "...TRUNCATED";
    }

    private static String time(Instant at) {
        return MICROS.format(at);
    }

    private static void putUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }

    /** The lines of several. */
    static String lines(List<JsonObject> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(line(event)));
        return lines.toString();
    }
}
