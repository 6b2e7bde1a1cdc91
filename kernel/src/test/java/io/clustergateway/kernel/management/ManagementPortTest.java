package io.clustergateway.kernel.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManagementPortTest {
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private Vertx vertx;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void servesProbesAndMetricsInPlainHttp() throws Exception {
        int port = freePort();
        kernel(port).start().await();
        assertThat(request(port, "GET", "/readyz").body()).isEqualTo("ok");
        assertThat(request(port, "GET", "/metrics").body()).contains("jvm_memory_used_bytes");
        assertThat(request(port, "GET", "/apis").statusCode()).isEqualTo(404);
        assertThat(request(port, "POST", "/readyz").statusCode()).isEqualTo(405);
    }

    @Test
    void namesThePortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(catchThrowableOfType(
                            StartFault.class, () -> kernel(port).start().await()))
                    .hasMessageStartingWith("--management-port: 127.0.0.1:%d cannot be bound".formatted(port));
        }
    }

    @Test
    void isSwitchedOffByPortZero() {
        kernel(0).start().await();
        assertThat(readiness.isReady()).isTrue();
    }

    private Kernel kernel(int port) {
        ManagementPort module =
                new ManagementPort(new SettingsFaults(Map.of()).read(new JsonObject().put("port", port)));
        return new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
    }

    private static HttpResponse<String> request(int port, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
