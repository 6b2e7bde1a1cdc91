package io.clustergateway.hub;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a member is, as a metav1.Condition of other programs' objects, from what its Secret says alone.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason CamelCase, as metav1.Condition demands
 * @param message for people
 */
public record MemberCondition(String status, String reason, String message) {
    /** Reason of a member that is switched off. */
    public static final String OFFLINE = "ClusterOffline";

    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
    private static final int LONGEST_MESSAGE = 1024;

    /** Cuts the message. */
    public MemberCondition {
        message = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }

    /** False for one that is unhealthy, switched off or has a Secret that cannot be used; Unknown for one nobody probed. */
    public static MemberCondition of(Member member) {
        if (member instanceof BrokenMember broken) {
            return new MemberCondition("False", "ClusterGatewayNotRegistered", broken.fault());
        }
        Cluster cluster = (Cluster) member;
        if (cluster.offline().isPresent()) {
            return new MemberCondition(
                    "False", OFFLINE, "switched off: " + cluster.offline().get());
        }
        return switch (cluster.health().state()) {
            case HEALTHY -> new MemberCondition("True", "MemberHealthy", "the member answers its probes");
            case UNHEALTHY -> unhealthy(cluster.health().reason());
            case UNKNOWN -> new MemberCondition("Unknown", "NotProbed", "nobody has probed the member");
        };
    }

    /** What a list of conditions says for a type. */
    public static Optional<MemberCondition> in(JsonArray conditions, String type) {
        return find(conditions, type)
                .map(found ->
                        new MemberCondition(text(found, "status"), text(found, "reason"), text(found, "message")));
    }

    /** The list with this condition put in its place, the others as they are; its time changes with its status only. */
    public JsonArray putInto(JsonArray conditions, String type, Instant now) {
        Optional<JsonObject> former = find(conditions, type);
        String time = former.filter(found -> status.equals(found.getValue("status")))
                .map(found -> text(found, "lastTransitionTime"))
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        JsonArray next = new JsonArray();
        conditions.stream()
                .filter(each -> !(each instanceof JsonObject json && type.equals(json.getValue("type"))))
                .forEach(next::add);
        return next.add(new JsonObject()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", time)
                .put("reason", reason)
                .put("message", message));
    }

    private static MemberCondition unhealthy(String reason) {
        return REASON.matcher(reason).matches() && !reason.equals("Unknown")
                ? new MemberCondition("False", reason, "the member does not answer its probes: " + reason)
                : new MemberCondition("False", "ProbeFailed", reason);
    }

    private static Optional<JsonObject> find(JsonArray conditions, String type) {
        return conditions.stream()
                .filter(each -> each instanceof JsonObject json && type.equals(json.getValue("type")))
                .map(JsonObject.class::cast)
                .findFirst();
    }

    private static String text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text ? text : "";
    }
}
