package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The kinds that are questions: created, answered, never kept. */
final class Reviews {

    private final Authenticator authenticator;
    private final Authorizer authorizer;

    Reviews(Authenticator authenticator, Authorizer authorizer) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
    }

    void handle(Exchange exchange, ResourceType type, byte[] body) {
        if (!exchange.asked().verb().equals("create")) {
            throw ApiFailure.methodNotAllowed();
        }
        ObjectNode review = Bodies.orEmpty(exchange.request(), body);
        review.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        review.withObjectProperty("metadata").putNull("creationTimestamp");
        review.set("status", status(type, exchange.user(), review.path("spec")));
        exchange.answer(201, review);
    }

    private ObjectNode status(ResourceType type, User asker, JsonNode spec) {
        return switch (type.kind()) {
            case "SelfSubjectAccessReview" -> access(asker, spec);
            case "SubjectAccessReview" -> access(user(spec), spec);
            case "TokenReview" -> token(spec);
            case "SelfSubjectReview" -> {
                ObjectNode status = Json.object();
                status.set("userInfo", userInfo(asker));
                yield status;
            }
            default -> throw ApiFailure.notFound();
        };
    }

    private ObjectNode access(User user, JsonNode spec) {
        Attributes asked = attributes(spec);
        boolean allowed = authorizer.allows(user, asked);
        ObjectNode status = Json.object().put("allowed", allowed);
        return allowed ? status : status.put("reason", asked.refusal(user));
    }

    private static Attributes attributes(JsonNode spec) {
        JsonNode path = spec.path("nonResourceAttributes");
        if (!path.isMissingNode()) {
            return Attributes.path(path.path("verb").asText(), path.path("path").asText());
        }
        JsonNode asked = spec.path("resourceAttributes");
        return new Attributes(
                asked.path("verb").asText(""),
                asked.path("group").asText(""),
                asked.path("version").asText(""),
                asked.path("resource").asText(""),
                asked.path("subresource").asText(""),
                asked.path("namespace").asText(""),
                asked.path("name").asText(""),
                "");
    }

    private static User user(JsonNode spec) {
        Map<String, List<String>> extra = new TreeMap<>();
        spec.path("extra").properties().forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
        return new User(spec.path("user").asText(""), spec.path("uid").asText(""), texts(spec.path("groups")), extra);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private ObjectNode token(JsonNode spec) {
        Optional<User> user = authenticator.user(spec.path("token").asText("")).map(User::authenticated);
        ObjectNode status = Json.object().put("authenticated", user.isPresent());
        user.ifPresentOrElse(
                known -> {
                    status.set("user", userInfo(known));
                    if (spec.has("audiences")) {
                        status.set("audiences", spec.get("audiences"));
                    }
                },
                () -> status.put("error", "invalid bearer token"));
        return status;
    }

    private static ObjectNode userInfo(User user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        ArrayNode groups = info.putArray("groups");
        user.groups().forEach(groups::add);
        user.extra().forEach((key, values) -> {
            ArrayNode list = info.withObjectProperty("extra").putArray(key);
            values.forEach(list::add);
        });
        return info;
    }
}
