package io.clustergateway.testkit.pocket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header of a request as kube-aggregator passes it on: the asker's claims out, its checked identity in. */
final class FrontProxyHeaders {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private FrontProxyHeaders() {}

    static boolean isHopByHop(String name) {
        return HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT));
    }

    /** @param upgrade whether Connection and Upgrade go along */
    static MultiMap of(Exchange exchange, boolean upgrade) {
        HttpServerRequest request = exchange.request();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean kept = upgrade && (name.equals("connection") || name.equals("upgrade"));
            if (kept || !isHopByHop(name) && !isClaim(name) && !name.startsWith(":") && !name.equals("host")) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        addIdentity(headers, exchange.user());
        addForwarded(headers, request);
        headers.set("Audit-Id", request.response().headers().get("Audit-Id"));
        return headers;
    }

    private static boolean isClaim(String name) {
        return name.equals("authorization") || name.startsWith("x-remote-") || name.startsWith("impersonate-");
    }

    private static void addIdentity(MultiMap headers, User user) {
        headers.add("X-Remote-User", user.name());
        if (!user.uid().isEmpty()) {
            headers.add("X-Remote-Uid", user.uid());
        }
        user.groups().forEach(group -> headers.add("X-Remote-Group", group));
        user.extra()
                .forEach((key, values) -> values.forEach(value -> headers.add("X-Remote-Extra-" + escape(key), value)));
    }

    static String escape(String key) {
        StringBuilder text = new StringBuilder();
        for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            boolean plain =
                    letter < 128 && (Character.isLetterOrDigit(letter) || "!#$&'*+-.^_`|~".indexOf(letter) >= 0);
            text.append(plain ? String.valueOf(letter) : String.format("%%%02x", (int) letter));
        }
        return text.toString();
    }

    private static void addForwarded(MultiMap headers, HttpServerRequest request) {
        String before = headers.contains("X-Forwarded-For") ? headers.get("X-Forwarded-For") + ", " : "";
        headers.set("X-Forwarded-For", before + request.remoteAddress().hostAddress());
        headers.set("X-Forwarded-Host", String.valueOf(request.authority()));
        headers.set("X-Forwarded-Proto", "https");
        headers.set("X-Forwarded-Uri", GoUrl.path(request.path()));
    }
}
