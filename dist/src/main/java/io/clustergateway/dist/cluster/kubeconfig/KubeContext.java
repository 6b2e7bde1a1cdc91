package io.clustergateway.dist.cluster.kubeconfig;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * A context of a kubeconfig with its cluster and its user; paths in them are absolute.
 *
 * @param from what was read, for faults
 * @param userName empty for none
 */
public record KubeContext(
        String from, String name, String clusterName, JsonObject cluster, String userName, JsonObject user) {
    /** A kubeconfig of this context alone. */
    public JsonObject alone() {
        JsonObject context = new JsonObject().put("cluster", clusterName);
        JsonArray users = new JsonArray();
        if (!userName.isEmpty()) {
            context.put("user", userName);
            users.add(named(userName, "user", user));
        }
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("clusters", new JsonArray().add(named(clusterName, "cluster", cluster)))
                .put("users", users)
                .put("contexts", new JsonArray().add(named(name, "context", context)))
                .put("current-context", name);
    }

    /** The cluster's server, without a slash at its end. */
    public String server() {
        return cluster.getString("server").strip().replaceAll("/+$", "");
    }

    /** A text of the cluster; empty when it is not there. */
    public Optional<String> ofCluster(String key) {
        return Optional.of(Kubeconfig.text(cluster, key)).filter(text -> !text.isEmpty());
    }

    /** A text of the user; empty when it is not there. */
    public Optional<String> ofUser(String key) {
        return Optional.of(Kubeconfig.text(user, key)).filter(text -> !text.isEmpty());
    }

    /** PEM of the cluster's CA, from its data or from its file. */
    public Optional<String> caPem() {
        return pem("cluster " + clusterName, cluster, "certificate-authority");
    }

    /** PEM of the user's certificate or key, from data or file. */
    public Optional<String> userPem(String key) {
        return pem("user " + userName, user, key);
    }

    /** The user's token, from its text or from its file. */
    public Optional<String> token() {
        return ofUser("tokenFile")
                .map(file -> contents("user " + userName, "tokenFile", Path.of(file)).strip())
                .or(() -> ofUser("token"))
                .filter(token -> !token.isEmpty());
    }

    private Optional<String> pem(String owner, JsonObject fields, String key) {
        String data = Kubeconfig.text(fields, key + "-data");
        if (data.isEmpty()) {
            String file = Kubeconfig.text(fields, key);
            return file.isEmpty() ? Optional.empty() : Optional.of(contents(owner, key, Path.of(file)));
        }
        try {
            return Optional.of(
                    new String(Base64.getMimeDecoder().decode(data.strip()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new StartFault("%s: %s: %s-data: no base64 (expected: base64 of PEM)".formatted(from, owner, key), e);
        }
    }

    private String contents(String owner, String key, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartFault(
                    "%s: %s: %s: %s cannot be read (expected: a file that you may read)"
                            .formatted(from, owner, key, file),
                    e);
        }
    }

    private static JsonObject named(String name, String kind, JsonObject fields) {
        return new JsonObject().put("name", name).put(kind, fields);
    }

    @Override
    public String toString() {
        return "KubeContext[%s, %s]".formatted(from, name);
    }
}
