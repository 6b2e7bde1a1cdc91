package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.tools.cases.RequestLine;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to members in an audit log of the hub: one audit.k8s.io/v1 Event, or an EventList, a line. Used on one thread
 * only.
 */
final class AuditLog {
    private static final Pattern PROXIED = Pattern.compile(
            "/apis/cluster\\.core\\.oam\\.dev/v1alpha1/clustergateways/(?<member>[^/?]+)/proxy(?<path>[/?].*)?");
    /** The verbs of a request to {@code clustergateways/proxy}, which follow from its method alone. */
    private static final Map<String, String> METHODS =
            Map.of("create", "post", "get", "get", "update", "put", "patch", "patch", "delete", "delete");

    private final String name;
    private final Set<String> seen = new HashSet<>();

    AuditLog(String name) {
        this.name = name;
    }

    /** Somebody's request to a member. */
    record Request(Identity caller, String member, RequestFacts facts) {}

    /**
     * Hands every request on that reached the gateway, each once whatever the stages it is logged at.
     *
     * @throws StartFault at a line that is no JSON object
     */
    void read(BufferedReader lines, Consumer<Request> requests) throws IOException {
        int number = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    events(new JsonObject(line)).forEach(event -> request(event).ifPresent(requests));
                }
            }
        } catch (DecodeException | ClassCastException e) {
            throw new StartFault(
                    "%s:%d: no audit event (expected: an audit.k8s.io/v1 Event as JSON on each line)"
                            .formatted(name, number),
                    e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<JsonObject> events(JsonObject line) {
        return line.containsKey("items")
                ? line.getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of(line);
    }

    private Optional<Request> request(JsonObject event) {
        Matcher uri = PROXIED.matcher(event.getString("requestURI", ""));
        String method = METHODS.getOrDefault(event.getString("verb", ""), "");
        boolean isForbidden = "forbid".equals(object(event, "annotations").getString("authorization.k8s.io/decision"));
        if (!uri.matches() || method.isEmpty() || isForbidden) {
            return Optional.empty();
        }
        // The hub sends the impersonated user on, and the gateway knows no other.
        Optional<Identity> caller =
                identity(object(event, event.containsKey("impersonatedUser") ? "impersonatedUser" : "user"));
        String id = event.getString("auditID", "");
        if (caller.isEmpty() || !id.isEmpty() && !seen.add(id)) {
            return Optional.empty();
        }
        String path = Optional.ofNullable(uri.group("path")).orElse("");
        try {
            RequestFacts facts = Requests.facts(new RequestLine(method, path.startsWith("/") ? path : "/" + path));
            return Optional.of(new Request(caller.get(), uri.group("member"), facts));
        } catch (IllegalArgumentException e) {
            // Such a request is refused before anybody asks who the caller is.
            return Optional.empty();
        }
    }

    private static Optional<Identity> identity(JsonObject user) {
        String uid = user.getString("uid", "");
        Map<String, List<String>> extra = new TreeMap<>();
        object(user, "extra")
                .forEach(entry -> extra.put(entry.getKey().toLowerCase(Locale.ROOT), texts(entry.getValue())));
        return Optional.of(user.getString("username", ""))
                .filter(name -> !name.isEmpty())
                .map(name -> new Identity(
                        name, Optional.of(uid).filter(text -> !text.isEmpty()), texts(user.getValue("groups")), extra));
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonObject object ? object : new JsonObject();
    }

    private static List<String> texts(Object value) {
        return value instanceof JsonArray array
                ? array.stream().map(String::valueOf).toList()
                : List.of();
    }
}
