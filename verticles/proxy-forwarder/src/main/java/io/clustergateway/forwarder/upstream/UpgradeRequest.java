package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Endpoint;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for a request that wants to leave HTTP, and its head as the member gets it. */
final class UpgradeRequest {
    private static final Set<String> PROTOCOLS = Set.of("websocket", "spdy/3.1");

    private UpgradeRequest() {}

    /** @throws Failure 400 for anything but one WebSocket or SPDY/3.1 over HTTP/1.1, GET or POST, without a body */
    static void check(HttpServerRequest request) {
        List<String> wanted = HopByHop.tokens(request.headers().getAll("upgrade"));
        if (request.version() != HttpVersion.HTTP_1_1) {
            throw Failure.badRequest("upgrade over %s (expected: HTTP/1.1)".formatted(request.version()));
        }
        if (wanted.size() != 1 || !PROTOCOLS.contains(wanted.get(0))) {
            throw Failure.badRequest("upgrade: %s (expected: websocket or SPDY/3.1, one of them)".formatted(wanted));
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.POST)) {
            throw Failure.badRequest("upgrade by %s (expected: GET or POST)".formatted(request.method()));
        }
        if (!HopByHop.tokens(request.headers().getAll("connection")).contains("upgrade")) {
            throw Failure.badRequest("upgrade without Connection: Upgrade (expected: both)");
        }
        List<String> lengths = request.headers().getAll("content-length");
        boolean isEmpty = lengths.isEmpty() || lengths.equals(List.of("0"));
        if (!isEmpty || request.headers().contains("transfer-encoding")) {
            throw Failure.badRequest("upgrade with a body (expected: none)");
        }
    }

    /**
     * @param endpoint of the member, to which it goes
     * @param headers of the {@link HeaderPolicy}
     */
    static Buffer head(HttpServerRequest request, Admitted admitted, Endpoint endpoint, MultiMap headers) {
        String path = endpoint.pathPrefix() + admitted.pathAndQuery();
        StringBuilder head = new StringBuilder(1024)
                .append("%s %s HTTP/1.1\r\n".formatted(request.method().name(), path))
                .append("Host: %s\r\n".formatted(endpoint.authority()));
        for (Map.Entry<String, String> header : headers) {
            line(head, header.getKey(), header.getValue());
        }
        line(head, "Connection", "Upgrade");
        line(head, "Upgrade", request.getHeader("upgrade"));
        requireOneRequest(path);
        return Buffer.buffer(head.append("\r\n").toString(), "ISO-8859-1");
    }

    private static void line(StringBuilder head, String name, String value) {
        boolean isPlain = name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')
                && value.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0 || c > 0xff);
        if (!isPlain || name.isEmpty()) {
            throw Failure.internal(Hop.GATEWAY).because("HeaderNotSafe", "the request was not sent");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static void requireOneRequest(String path) {
        if (path.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c > 0xff)) {
            throw Failure.badRequest("path with white space or control characters (expected: them escaped)");
        }
    }
}
