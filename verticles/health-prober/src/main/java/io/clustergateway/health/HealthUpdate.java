package io.clustergateway.health;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * An update of the health subresource, as read from its body: a ClusterGateway of which only the status counts.
 *
 * @param uid that the member must have; empty for any
 * @param resourceVersion that the member must have; empty for any
 * @param dryRun whether all is checked and nothing written
 */
record HealthUpdate(String name, String uid, String resourceVersion, Health health, boolean dryRun) {
    static final String GROUP = "cluster.core.oam.dev";
    static final String RESOURCE = "clustergateways";
    private static final String API_VERSION = GROUP + "/v1alpha1";
    private static final String KIND = "ClusterGateway";

    /** @throws Failure 400, 415 or 422 for what is no update of this member */
    static HealthUpdate read(HealthQuestion question) {
        requireJson(question.contentType());
        boolean dryRun = dryRun(question);
        String name = question.request().name();
        JsonObject object = object(question);
        requireSame("apiVersion", text(object, "apiVersion"), API_VERSION);
        requireSame("kind", text(object, "kind"), KIND);
        JsonObject metadata = part(object, "metadata");
        String named = text(metadata, "name");
        if (!named.isEmpty() && !named.equals(name)) {
            throw Failure.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)".formatted(named, name));
        }
        if (object.getValue("status") == null) {
            throw invalid(name, "status: Required value");
        }
        return new HealthUpdate(
                name, text(metadata, "uid"), text(metadata, "resourceVersion"), health(part(object, "status")), dryRun);
    }

    /** The same of another version of the Secret. */
    HealthUpdate at(String secretVersion) {
        return new HealthUpdate(name, uid, secretVersion, health, dryRun);
    }

    /** Go's encoder leaves a false away, so an absent one is false. */
    private static Health health(JsonObject status) {
        Object healthy = status.getValue("healthy", false);
        if (!(healthy instanceof Boolean value)) {
            throw Failure.badRequest("status.healthy: not true or false (expected: a boolean)");
        }
        return new Health(value ? Health.State.HEALTHY : Health.State.UNHEALTHY, text(status, "healthyReason"));
    }

    private static void requireJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip();
        if (!type.isEmpty() && !type.equalsIgnoreCase("application/json")) {
            throw Failure.of(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json",
                    Hop.REQUEST);
        }
    }

    private static boolean dryRun(HealthQuestion question) {
        List<String> values = new DecodedQuery(question.request().query()).all("dryRun");
        for (String value : values) {
            if (!value.equals("All")) {
                throw invalid(
                        question.request().name(),
                        "dryRun: Unsupported value: \"%s\": supported values: \"All\"".formatted(value));
            }
        }
        return !values.isEmpty();
    }

    private static JsonObject object(HealthQuestion question) {
        try {
            return question.body().toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw Failure.badRequest("the body is no JSON object (expected: a ClusterGateway)");
        }
    }

    private static void requireSame(String field, String value, String expected) {
        if (!value.isEmpty() && !value.equals(expected)) {
            throw Failure.badRequest("%s: %s (expected: %s)".formatted(field, value, expected));
        }
    }

    private static JsonObject part(JsonObject object, String key) {
        Object value = object.getValue(key);
        if (value == null) {
            return new JsonObject();
        }
        if (value instanceof JsonObject part) {
            return part;
        }
        throw Failure.badRequest("%s: no object (expected: one)".formatted(key));
    }

    private static String text(JsonObject object, String key) {
        Object value = object.getValue(key);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw Failure.badRequest("%s: no text (expected: a string)".formatted(key));
    }

    private static Failure invalid(String name, String fault) {
        return Failure.of(
                        422, "Invalid", "%s.%s \"%s\" is invalid: %s".formatted(KIND, GROUP, name, fault), Hop.REQUEST)
                .about(GROUP, KIND, name);
    }
}
