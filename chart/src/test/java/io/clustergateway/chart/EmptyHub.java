package io.clustergateway.chart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A hub with nothing in it, for the template function {@code lookup}: in Helm as a library it asks a cluster where
 * {@code helm template} would not, and the one it asks must not be that of whoever runs the tests.
 */
final class EmptyHub {

    private static final Map<String, String> RESOURCES = Map.of("/api/v1", """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
              {"name": "namespaces", "singularName": "", "kind": "Namespace", "namespaced": false, "verbs": ["get"]},
              {"name": "secrets", "singularName": "", "kind": "Secret", "namespaced": true, "verbs": ["get"]}]}
            """, "/apis/apiregistration.k8s.io/v1", """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "apiregistration.k8s.io/v1", "resources": [
              {"name": "apiservices", "singularName": "", "kind": "APIService", "namespaced": false, "verbs": ["get"]}]}
            """);
    private static final String NOT_FOUND = """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            """;

    private EmptyHub() {}

    /** Starts it; from here on Helm finds it, by the environment's KUBECONFIG. */
    static void start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", EmptyHub::answer);
            server.start();
            Files.writeString(kubeconfig(), """
                    {apiVersion: v1, kind: Config, current-context: empty,
                     contexts: [{name: empty, context: {cluster: empty}}],
                     clusters: [{name: empty, cluster: {server: "http://127.0.0.1:%d"}}]}
                    """.formatted(server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path kubeconfig() {
        String file = System.getenv("KUBECONFIG");
        if (file == null || !Path.of(file).endsWith(Path.of("target", "empty-hub.kubeconfig"))) {
            throw new IllegalStateException(
                    "KUBECONFIG: " + file
                            + " (expected: target/empty-hub.kubeconfig, as pom.xml sets it, so that no cluster of yours is asked)");
        }
        return Path.of(file);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String resources = RESOURCES.get(exchange.getRequestURI().getPath());
        boolean discovery = resources != null;
        byte[] body = (discovery ? resources : NOT_FOUND).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(discovery ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
