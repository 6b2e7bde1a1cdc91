package io.clustergateway.dist.cluster.member;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The account of the gateway at one member: a ServiceAccount, its roles, and tokens that hold until the Secret they are
 * bound to is deleted. Everything made carries the labels by which it is found and removed again.
 */
public final class Enrolment {
    /** Label of all that a join made at the member; its value is the member's name at the hub. */
    public static final String JOINED_AS = MemberSecret.PREFIX + "joined-as";

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String GATEWAY = "cluster-gateway";
    private static final int LONGEST_LABEL = 63 - GATEWAY.length() - 1;
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final String CORE = "/api/v1";
    /** What a join makes, in the order of its removal: rights first. */
    private static final Map<String, String> KINDS = orderedKinds();

    private final MemberSide side;
    private final String name;
    private final String namespace;
    private final Consumer<String> progress;
    private final List<String> made = new ArrayList<>();

    /**
     * Sends nothing yet.
     *
     * @param name of the member at the hub
     * @param namespace of the account at the member
     * @param progress told each step
     */
    public Enrolment(MemberSide side, String name, String namespace, Consumer<String> progress) {
        if (name.length() > LONGEST_LABEL || name.indexOf('.') >= 0) {
            throw new StartFault("%s: no name for an account (expected: at most %d letters, digits and -)"
                    .formatted(name, LONGEST_LABEL));
        }
        this.side = side;
        this.name = name;
        this.namespace = namespace;
        this.progress = progress;
    }

    /** A token and what revokes it. */
    public record Issued(String token, String boundTo, Instant expires) {
        @Override
        public String toString() {
            return "Issued[masked, %s, %s]".formatted(boundTo, expires);
        }
    }

    /** Name of the account and of its roles. */
    public static String account(String name) {
        return GATEWAY + "-" + name;
    }

    /** User name of the account. */
    public static String user(String namespace, String name) {
        return "system:serviceaccount:%s:%s".formatted(namespace, account(name));
    }

    /** The line that removes all of it by hand. */
    public static String removal(String name) {
        return "kubectl delete rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts -A -l %s=%s"
                .formatted(JOINED_AS, name);
    }

    /** What was made so far. */
    public List<String> made() {
        return List.copyOf(made);
    }

    /** Namespace, account and roles; those that are there already are brought up to date. */
    public void prepare(List<JsonObject> roles, boolean serverDryRun) {
        String query = serverDryRun ? "?dryRun=All" : "";
        if (side.find(CORE + "/namespaces/" + namespace).isEmpty()) {
            side.post(CORE + "/namespaces" + query, object("v1", "Namespace", "", namespace));
            note("Namespace " + namespace, "made");
            if (serverDryRun) {
                progress.accept("[member] the rest is not tried: its namespace is not there");
                return;
            }
        }
        put(CORE + "/namespaces/" + namespace + "/serviceaccounts", labelled(account()), query);
        for (JsonObject role : roles) {
            String at = role.getJsonObject("metadata").getString("namespace", "");
            String kind = role.getString("kind").toLowerCase(java.util.Locale.ROOT) + "s";
            put(RBAC + (at.isEmpty() ? "" : "/namespaces/" + at) + "/" + kind, labelled(role), query);
        }
    }

    /** A new token, bound to a Secret of its own. */
    public Issued issue(Duration expiry) {
        String suffix = new Random()
                .ints(5, 0, 36)
                .mapToObj(i -> Integer.toString(i, 36))
                .reduce("", String::concat);
        JsonObject holder = labelled(object("v1", "Secret", namespace, account(name) + "-token-" + suffix));
        JsonObject bound = side.post(CORE + "/namespaces/" + namespace + "/secrets", holder)
                .getJsonObject("metadata");
        note("Secret %s/%s".formatted(namespace, bound.getString("name")), "made, to which the token is bound");
        JsonObject request = new JsonObject()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .put(
                        "spec",
                        new JsonObject()
                                .put("expirationSeconds", expiry.toSeconds())
                                .put(
                                        "boundObjectRef",
                                        new JsonObject()
                                                .put("apiVersion", "v1")
                                                .put("kind", "Secret")
                                                .put("name", bound.getString("name"))
                                                .put("uid", bound.getString("uid"))));
        JsonObject status = side.post(
                        CORE + "/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, account(name)), request)
                .getJsonObject("status");
        Instant expires = Instant.parse(status.getString("expirationTimestamp"));
        if (expires.isBefore(Instant.now().plus(expiry.multipliedBy(9).dividedBy(10)))) {
            progress.accept(
                    "[member] warning: the member gives tokens until %s only; rotate before that".formatted(expires));
        }
        return new Issued(status.getString("token"), bound.getString("name"), expires);
    }

    /** Ends a token. */
    public void revoke(String boundTo) {
        side.delete(CORE + "/namespaces/%s/secrets/%s".formatted(namespace, boundTo));
        progress.accept(
                "[member] Secret %s/%s deleted: the former token no longer holds".formatted(namespace, boundTo));
    }

    /** Removes all that a join made. */
    public void remove(boolean serverDryRun) {
        String query = serverDryRun ? "?dryRun=All" : "";
        String selector = URLEncoder.encode(JOINED_AS + "=" + name, StandardCharsets.UTF_8);
        KINDS.forEach((kind, prefix) -> {
            JsonObject list =
                    side.send("GET", prefix + "/" + kind + "?labelSelector=" + selector, "", Optional.empty());
            list.getJsonArray("items", new JsonArray()).stream()
                    .map(item -> ((JsonObject) item).getJsonObject("metadata"))
                    .forEach(metadata -> {
                        String at = metadata.getString("namespace", "");
                        side.delete(prefix + (at.isEmpty() ? "" : "/namespaces/" + at) + "/" + kind + "/"
                                + metadata.getString("name") + query);
                        progress.accept("[member] %s %s deleted"
                                .formatted(kind, (at.isEmpty() ? "" : at + "/") + metadata.getString("name")));
                    });
        });
    }

    /** The account. */
    public JsonObject account() {
        return object("v1", "ServiceAccount", namespace, account(name));
    }

    /** Roles as {@code rules rbac} writes them, under the account's name. */
    public List<JsonObject> named(List<JsonObject> roles) {
        return roles.stream()
                .map(role -> {
                    JsonObject copy = role.copy();
                    copy.getJsonObject("metadata").put("name", account(name));
                    if (copy.containsKey("roleRef")) {
                        copy.getJsonObject("roleRef").put("name", account(name));
                    }
                    return labelled(copy);
                })
                .toList();
    }

    /** Binds the account to a ClusterRole that is there. */
    public JsonObject binding(String clusterRole) {
        String group = "rbac.authorization.k8s.io";
        return labelled(object(group + "/v1", "ClusterRoleBinding", "", account(name) + "-" + clusterRole)
                .put(
                        "roleRef",
                        new JsonObject()
                                .put("apiGroup", group)
                                .put("kind", "ClusterRole")
                                .put("name", clusterRole))
                .put(
                        "subjects",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("kind", "ServiceAccount")
                                        .put("name", account(name))
                                        .put("namespace", namespace))));
    }

    private void put(String collection, JsonObject object, String query) {
        String what = object.getString("kind") + " "
                + object.getJsonObject("metadata").getString("name");
        String path = collection + "/" + object.getJsonObject("metadata").getString("name");
        Optional<JsonObject> known = side.find(path);
        if (known.isEmpty()) {
            side.post(collection + query, object);
            note(what, "made");
            return;
        }
        JsonObject labels = known.get().getJsonObject("metadata").getJsonObject("labels", new JsonObject());
        if (!name.equals(labels.getString(JOINED_AS))) {
            throw new StartFault(
                    "%s at the member: there already, and made by somebody else (mend: another NAME, or %s)"
                            .formatted(what, "kubectl label it %s=%s".formatted(JOINED_AS, name)));
        }
        JsonObject next = known.get().copy();
        object.fieldNames().stream()
                .filter(key -> !key.equals("metadata"))
                .forEach(key -> next.put(key, object.getValue(key)));
        if (next.equals(known.get())) {
            progress.accept("[member] %s unchanged".formatted(what));
        } else {
            side.put(path + query, next);
            progress.accept("[member] %s configured".formatted(what));
        }
    }

    private void note(String what, String how) {
        made.add(what);
        progress.accept("[member] %s %s".formatted(what, how));
    }

    private JsonObject labelled(JsonObject object) {
        JsonObject metadata = object.getJsonObject("metadata");
        metadata.put("labels", new JsonObject().put(MANAGED_BY, GATEWAY).put(JOINED_AS, name));
        return object;
    }

    private static JsonObject object(String version, String kind, String namespace, String name) {
        JsonObject metadata = new JsonObject().put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return new JsonObject().put("apiVersion", version).put("kind", kind).put("metadata", metadata);
    }

    private static Map<String, String> orderedKinds() {
        Map<String, String> kinds = new java.util.LinkedHashMap<>();
        for (String kind : List.of("rolebindings", "roles", "clusterrolebindings", "clusterroles")) {
            kinds.put(kind, RBAC);
        }
        kinds.put("secrets", CORE);
        kinds.put("serviceaccounts", CORE);
        return kinds;
    }
}
