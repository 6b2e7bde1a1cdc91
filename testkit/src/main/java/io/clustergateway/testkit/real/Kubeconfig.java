package io.clustergateway.testkit.real;

import static java.util.Objects.requireNonNull;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A kubeconfig of one context; every piece of it is inline. */
public final class Kubeconfig {

    private final String server;
    private final String caPem;
    private final JsonObject user;

    private Kubeconfig(String server, String caPem, JsonObject user) {
        this.server = requireNonNull(server, "server");
        this.caPem = requireNonNull(caPem, "caPem");
        this.user = user;
    }

    /** For whom the client certificate names. */
    public static Kubeconfig of(String server, String caPem, Issued client) {
        JsonObject user = new JsonObject()
                .put("client-certificate-data", base64(client.certificatePem()))
                .put("client-key-data", base64(client.keyPem()));
        return new Kubeconfig(server, caPem, user);
    }

    /** For whom the bearer token stands. */
    public static Kubeconfig of(String server, String caPem, String token) {
        return new Kubeconfig(server, caPem, new JsonObject().put("token", requireNonNull(token, "token")));
    }

    /** The same server and user, with {@code path} appended to the server's URL. */
    public Kubeconfig at(String path) {
        return new Kubeconfig(server + path, caPem, user);
    }

    /** In YAML, of which JSON is a part. */
    public String yaml() {
        JsonObject cluster = new JsonObject().put("server", server).put("certificate-authority-data", base64(caPem));
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("clusters", named("cluster", cluster))
                .put("users", named("user", user))
                .put(
                        "contexts",
                        named(
                                "context",
                                new JsonObject().put("cluster", "cluster").put("user", "user")))
                .put("current-context", "context")
                .encodePrettily();
    }

    /** Writes {@link #yaml()} and returns the file. */
    public Path writeTo(Path file) {
        try {
            return Files.writeString(file, yaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonArray named(String name, JsonObject value) {
        return new JsonArray().add(new JsonObject().put("name", name).put(name, value));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Kubeconfig[" + server + ", user=***]";
    }
}
