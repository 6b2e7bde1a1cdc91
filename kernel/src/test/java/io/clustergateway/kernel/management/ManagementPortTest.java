package io.clustergateway.kernel.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.PageAnswer;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"/readyz?verbose=%zz", "/metrics?%", "/nowhere?a=%E0%", "/readyz?exclude=%2"})
    void refusesAQueryThatCannotBeDecoded(String uri) throws IOException {
        int port = freePort();
        kernel(port).start().await();
        HttpClientResponse refused = vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", uri)
                .compose(HttpClientRequest::send)
                .timeout(5, TimeUnit.SECONDS)
                .await();
        assertThat(refused.statusCode()).isEqualTo(400);
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

    @Test
    void carriesReadsOfTheStatusPage() throws Exception {
        int port = freePort();
        Kernel kernel = kernel(new JsonObject().put("port", port).put("statusPage", true));
        kernel.start().await();
        assertThat(request(port, "GET", "/ui/").statusCode()).isEqualTo(503);
        List<PageQuestion> asked = new CopyOnWriteArrayList<>();
        kernel.bus().serve(Topics.STATUS_PAGE, question -> {
            asked.add(question);
            return question.path().equals("/ui/")
                    ? Future.succeededFuture(new PageAnswer(200, Map.of("x-name", "value"), Buffer.buffer("page")))
                    : Future.failedFuture(Failure.unauthorized("who are you"));
        });
        HttpResponse<String> page = request(port, "GET", "/ui/?a=b");
        assertThat(page.body()).isEqualTo("page");
        assertThat(page.headers().firstValue("x-name")).contains("value");
        HttpResponse<String> refused = request(port, "GET", "/ui/status.json", "Authorization", "bEARER some-token");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("who are you").doesNotContain("some-token");
        assertThat(request(port, "POST", "/ui/").statusCode()).isEqualTo(405);
        assertThat(request(port, "GET", "/uix").statusCode()).isEqualTo(404);
        assertThat(asked)
                .containsExactly(
                        new PageQuestion("/ui/", "a=b", "", true),
                        new PageQuestion("/ui/status.json", "", "some-token", true));
        assertThat(asked.get(1)).hasToString("PageQuestion[path=/ui/status.json, bearerToken=masked, isLocal=true]");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.0.0.6, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "10.0.0.1, false",
        "169.254.0.1, false",
        "fe80::1, false"
    })
    void knowsWhoComesFromElsewhere(String address, boolean isLocal) throws Exception {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 40000);
        assertThat(StatusPages.isLocal(SocketAddress.inetSocketAddress(peer))).isEqualTo(isLocal);
    }

    @Test
    void whoHasNoAddressIsNotLocal() {
        assertThat(StatusPages.isLocal(SocketAddress.domainSocketAddress("/tmp/socket")))
                .isFalse();
    }

    @Test
    void hasNoStatusPageWithoutAPort() {
        SettingsFaults faults = new SettingsFaults(Map.of("statusPage", "--status-page"));
        Settings settings = faults.read(new JsonObject().put("port", 0).put("statusPage", true));
        assertThat(new ManagementPort(settings).hasStatusPage()).isTrue();
        assertThat(catchThrowableOfType(StartFault.class, () -> faults.check(settings)))
                .hasMessageContaining("--status-page: true (expected: false, or a management port other than 0)");
    }

    private Kernel kernel(int port) {
        return kernel(new JsonObject().put("port", port));
    }

    private Kernel kernel(JsonObject settings) {
        ManagementPort module = new ManagementPort(new SettingsFaults(Map.of()).read(settings));
        return new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
    }

    private static HttpResponse<String> request(int port, String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
