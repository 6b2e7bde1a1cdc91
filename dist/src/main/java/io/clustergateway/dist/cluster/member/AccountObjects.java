package io.clustergateway.dist.cluster.member;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The gateway's account at one member as objects, which carry the labels by which they are found and removed again.
 *
 * @param name of the member at the hub
 * @param namespace of the account at the member
 */
public record AccountObjects(String name, String namespace) {
    /** Label of all that a join made at the member; its value is the member's name at the hub. */
    public static final String JOINED_AS = MemberSecret.PREFIX + "joined-as";

    /** Group of roles and bindings. */
    static final String RBAC = "rbac.authorization.k8s.io";

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String GATEWAY = "cluster-gateway";
    private static final int LONGEST_LABEL = 63 - GATEWAY.length() - 1;
    private static final Pattern SUFFIX = Pattern.compile("[a-z0-9]+");

    /**
     * Checks the name.
     *
     * @throws StartFault when no account can be named by it
     */
    public AccountObjects {
        if (name.length() > LONGEST_LABEL || name.indexOf('.') >= 0) {
            throw new StartFault("%s: no name for an account (expected: at most %d letters, digits and -)"
                    .formatted(name, LONGEST_LABEL));
        }
    }

    /** Name of the account and of its roles. */
    public static String account(String name) {
        return GATEWAY + "-" + name;
    }

    /** Name of the account and of its roles. */
    String account() {
        return account(name);
    }

    /** User name of the account. */
    public String user() {
        return "system:serviceaccount:%s:%s".formatted(namespace, account());
    }

    /** What a member may share with others, and so carries no label. */
    JsonObject namespaceObject() {
        return object("v1", "Namespace", "", namespace);
    }

    /** The account itself. */
    public JsonObject serviceAccount() {
        return labelled(object("v1", "ServiceAccount", namespace, account()));
    }

    /** A Secret with nothing in it, to which a token is bound. */
    JsonObject tokenHolder(String suffix) {
        return labelled(object("v1", "Secret", namespace, tokenHolders() + suffix));
    }

    /** Whether a Secret of this name is one of those. */
    boolean isTokenHolder(String secret) {
        return secret.startsWith(tokenHolders())
                && SUFFIX.matcher(secret.substring(tokenHolders().length())).matches();
    }

    private String tokenHolders() {
        return account() + "-token-";
    }

    /** Roles as {@code rules rbac} writes them, under the account's name. */
    public List<JsonObject> roles(List<JsonObject> written) {
        return written.stream()
                .map(role -> {
                    JsonObject copy = role.copy();
                    copy.getJsonObject("metadata").put("name", account());
                    if (copy.containsKey("roleRef")) {
                        copy.getJsonObject("roleRef").put("name", account());
                    }
                    return labelled(copy);
                })
                .toList();
    }

    /** Binds the account to a ClusterRole that is there. */
    public JsonObject binding(String clusterRole) {
        JsonObject role = new JsonObject()
                .put("apiGroup", RBAC)
                .put("kind", "ClusterRole")
                .put("name", clusterRole);
        JsonObject subject = new JsonObject()
                .put("kind", "ServiceAccount")
                .put("name", account())
                .put("namespace", namespace);
        return labelled(object(RBAC + "/v1", "ClusterRoleBinding", "", account() + "-" + clusterRole)
                .put("roleRef", role)
                .put("subjects", new JsonArray().add(subject)));
    }

    /** Whether a join made it, for this member. */
    boolean isOwn(JsonObject object) {
        JsonObject labels = object.getJsonObject("metadata").getJsonObject("labels", new JsonObject());
        return name.equals(labels.getString(JOINED_AS));
    }

    private JsonObject labelled(JsonObject object) {
        JsonObject labels = new JsonObject().put(MANAGED_BY, GATEWAY).put(JOINED_AS, name);
        object.getJsonObject("metadata").put("labels", labels);
        return object;
    }

    private static JsonObject object(String version, String kind, String namespace, String name) {
        JsonObject metadata = new JsonObject().put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return new JsonObject().put("apiVersion", version).put("kind", kind).put("metadata", metadata);
    }
}
