package io.clustergateway.testkit.pocket;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A pocket API server in the part of a member: a few objects to look at, and the Secret by which a hub knows it. */
public final class PocketMember {

    /** The user of the token in {@link #tokenSecret}; may impersonate. */
    public static final User SERVICE_ACCOUNT =
            User.of("system:serviceaccount:kube-system:cluster-gateway", "system:serviceaccounts", User.MASTERS);

    private static final String LABEL = "cluster.core.oam.dev/";

    private final String name;
    private final String token;
    private final PocketApiServer server;

    private PocketMember(String name, String token, PocketApiServer server) {
        this.name = name;
        this.token = token;
        this.server = server;
    }

    /** A member with the usual options. */
    public static PocketMember create(Vertx vertx, String name) {
        return create(vertx, name, PocketOptions.create(name + "-ca"));
    }

    public static PocketMember create(Vertx vertx, String name, PocketOptions options) {
        String token = UUID.randomUUID().toString();
        PocketApiServer server =
                new PocketApiServer(requireNonNull(vertx, "vertx"), options.withToken(token, SERVICE_ACCOUNT));
        PocketMember member = new PocketMember(requireNonNull(name, "name"), token, server);
        member.seed();
        return member;
    }

    private void seed() {
        server.put(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: cluster-info, namespace: kube-system}, data: {name: "
                        + name + "}}");
        server.put("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: default}}");
        server.put("""
                apiVersion: v1
                kind: Node
                metadata: {name: pocket-node}
                status:
                  nodeInfo: {kubeletVersion: v1.32.0-pocket}
                  conditions: [{type: Ready, status: "True"}]
                """);
        server.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default, labels: {app: web}}
                spec:
                  containers: [{name: web, image: example/web:1}]
                """);
        server.appendLog("default", "web", "hello from " + name);
    }

    public Future<PocketMember> start() {
        return server.start().map(this);
    }

    public Future<Void> stop() {
        return server.stop();
    }

    public String name() {
        return name;
    }

    public PocketApiServer server() {
        return server;
    }

    /** The member's Secret with a client certificate of {@code system:masters}. */
    public ObjectNode certificateSecret(String namespace) {
        var certificate = (Credential.ClientCertificate) server.client("cluster-gateway", User.MASTERS);
        return secret(
                namespace,
                "X509Certificate",
                Map.of(
                        "tls.crt", certificate.issued().certificatePem(),
                        "tls.key", certificate.issued().keyPem()));
    }

    /** The member's Secret with the token of {@link #SERVICE_ACCOUNT}. */
    public ObjectNode tokenSecret(String namespace) {
        return secret(namespace, "ServiceAccountToken", Map.of("token", token));
    }

    private ObjectNode secret(String namespace, String type, Map<String, String> credential) {
        ObjectNode secret = Json.object().put("apiVersion", "v1").put("kind", "Secret");
        ObjectNode metadata = secret.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.putObject("labels")
                .put(LABEL + "cluster-credential-type", type)
                .put(LABEL + "cluster-endpoint-type", "Const");
        secret.put("type", "Opaque");
        ObjectNode data = secret.putObject("data");
        data.put("endpoint", base64(server.url()));
        data.put("ca.crt", base64(server.authority().certificatePem()));
        credential.forEach((key, value) -> data.put(key, base64(value)));
        return secret;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "PocketMember[" + name + ", " + server.url() + "]";
    }
}
