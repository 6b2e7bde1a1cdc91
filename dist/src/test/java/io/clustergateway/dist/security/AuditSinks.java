package io.clustergateway.dist.security;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file and a webhook for audit events, with all that they were told. */
final class AuditSinks implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;
    private final StringBuffer bodies = new StringBuffer();

    AuditSinks() {
        try {
            folder = Files.createTempDirectory("audit-sinks");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::take);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of a gateway that audits everything here. */
    Map<String, Object> settings() {
        return Map.of(
                "audit.log.path", log().toString(),
                "audit.webhook.configFile", kubeconfig().toString(),
                "audit.webhook.batchMaxWait", "100ms");
    }

    /** The text of the log and of the webhook's bodies, once both have the end of the request of this id. */
    List<String> told(String id) throws IOException {
        await().until(() -> texts().stream().allMatch(text -> isToldOf(id, text)));
        return texts();
    }

    private static boolean isToldOf(String id, String text) {
        int at = text.indexOf("\"auditID\":\"" + id + "\"");
        return at >= 0 && text.indexOf("ResponseComplete", at) >= 0;
    }

    private List<String> texts() throws IOException {
        return List.of(Files.exists(log()) ? Files.readString(log()) : "", bodies.toString());
    }

    private void take(HttpExchange exchange) throws IOException {
        bodies.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    private Path kubeconfig() {
        try {
            return Files.writeString(folder.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d/audit"}}]
                    users: [{name: u, user: {}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """.formatted(
                            server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
