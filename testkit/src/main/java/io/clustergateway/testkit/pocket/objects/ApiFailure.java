package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A refusal in the words of the reference server; {@link #status()} is what the client reads. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient ObjectNode details;

    private ApiFailure(int code, String reason, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public static ApiFailure of(int code, String reason, String message) {
        return new ApiFailure(code, reason, message, Json.object());
    }

    public static ApiFailure badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static ApiFailure unauthorized() {
        return of(401, "Unauthorized", "Unauthorized");
    }

    public static ApiFailure forbidden(String group, String resource, String name, String why) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        String subject = name.isEmpty() ? qualified : qualified + " \"" + name + "\"";
        return new ApiFailure(403, "Forbidden", subject + " is forbidden: " + why, details(group, resource, name));
    }

    public static ApiFailure notFound() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    public static ApiFailure notFound(ResourceType type, String name) {
        return about(type, name, 404, "NotFound", type.qualified() + " \"" + name + "\" not found");
    }

    public static ApiFailure methodNotAllowed() {
        return of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return about(type, name, 409, "AlreadyExists", type.qualified() + " \"" + name + "\" already exists");
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return about(type, name, 409, "Conflict", operation(type, name) + why);
    }

    static ApiFailure changedMeanwhile(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static ApiFailure applyConflict(ResourceType type, String name, List<FieldConflict> conflicts) {
        ApiFailure failure = about(
                type,
                name,
                409,
                "Conflict",
                "Apply failed with " + conflicts.size() + " conflict" + (conflicts.size() == 1 ? ": " : "s: ")
                        + FieldConflict.sentence(conflicts));
        ArrayNode causes = failure.details.putArray("causes");
        conflicts.forEach(conflict -> causes.add(conflict.cause()));
        return failure;
    }

    static ApiFailure invalid(ResourceType type, String name, String why) {
        return about(type, name, 422, "Invalid", type.kind() + " \"" + name + "\" is invalid: " + why);
    }

    static ApiFailure expired(String why) {
        return of(410, "Expired", why);
    }

    private static ApiFailure about(ResourceType type, String name, int code, String reason, String message) {
        return new ApiFailure(code, reason, message, details(type.group(), type.plural(), name));
    }

    private static String operation(ResourceType type, String name) {
        return "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": ";
    }

    private static ObjectNode details(String group, String kind, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", kind);
    }

    public int code() {
        return code;
    }

    /** The {@code metav1.Status} of this refusal. */
    public ObjectNode status() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }
}
