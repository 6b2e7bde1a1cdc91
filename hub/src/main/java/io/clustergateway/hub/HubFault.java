package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;

/**
 * The hub did not do what it was asked. Without a stack trace, because it is an answer, not a bug. The message is for
 * logs and readiness; it may name the hub's address and is not meant for clients.
 */
public final class HubFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final String reason;
    private final boolean versionFromTheFuture;

    private HubFault(int code, String reason, String message) {
        this(code, reason, message, false);
    }

    private HubFault(int code, String reason, String message, boolean versionFromTheFuture) {
        super(requireNonNull(message, "message"), null, false, false);
        this.versionFromTheFuture = versionFromTheFuture;
        this.code = code;
        this.reason = requireNonNull(reason, "reason");
    }

    /** The hub answered with something else than a success: its Status, where the body is one. */
    static HubFault refused(int code, String body) {
        try {
            JsonObject status = new JsonObject(body);
            if (status.getValue("message") instanceof String message) {
                String reason = status.getValue("reason") instanceof String text ? text : "Unknown";
                return new HubFault(code, reason, message, isVersionFromTheFuture(status));
            }
        } catch (DecodeException e) {
            return new HubFault(code, "Unknown", "the hub answered %d without a Status".formatted(code));
        }
        return new HubFault(code, "Unknown", "the hub answered %d without a message".formatted(code));
    }

    /** Nobody answered, or the request could not even be made. */
    static HubFault of(IOException cause) {
        if (cause instanceof NoCredential) {
            return new HubFault(0, "NoCredential", cause.getMessage());
        }
        return new HubFault(
                0,
                "Unreachable",
                "the hub does not answer: %s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage()));
    }

    static HubFault timeout(Duration limit) {
        return new HubFault(0, "Timeout", "the hub did not answer within %d ms".formatted(limit.toMillis()));
    }

    static HubFault overloaded(int bound) {
        return new HubFault(0, "Overloaded", "%d requests to the hub are under way already".formatted(bound));
    }

    static HubFault closed() {
        return new HubFault(0, "Closed", "the connection to the hub is closed");
    }

    static HubFault unreadable(int code) {
        return new HubFault(code, "Unreadable", "the hub answered %d with something else than JSON".formatted(code));
    }

    /* A hub restored from a backup does not know our version yet (apimachinery CauseTypeResourceVersionTooLarge). */
    private static boolean isVersionFromTheFuture(JsonObject status) {
        return status.getValue("details") instanceof JsonObject details
                && details.getValue("causes") instanceof JsonArray causes
                && causes.stream()
                        .anyMatch(cause -> cause instanceof JsonObject json
                                && "ResourceVersionTooLarge".equals(json.getValue("reason")));
    }

    /** Whether a list without a version would be answered. */
    boolean asksForAnotherVersion() {
        return versionFromTheFuture;
    }

    /** HTTP status, or 0 when nobody answered in time (or at all, or the request was not sent). */
    public int code() {
        return code;
    }

    /**
     * The reason of the hub's Status; for code 0 one of {@code Unreachable}, {@code Timeout}, {@code Overloaded}, {@code
     * NoCredential}, {@code Closed}. {@code Unknown} when the hub gave none.
     */
    public String reason() {
        return reason;
    }
}
