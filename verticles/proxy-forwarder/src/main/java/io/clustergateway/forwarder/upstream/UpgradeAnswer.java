package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;

/** A member's 101 as the client gets it. */
final class UpgradeAnswer {
    private UpgradeAnswer() {}

    /** A 101 without the protocol that was asked for is no agreement to leave HTTP (CVE-2018-1002105). */
    static boolean isProper(ResponseHead head, HttpServerRequest request) {
        List<String> agreed = HopByHop.tokens(head.headers().getAll("upgrade"));
        return !agreed.isEmpty()
                && agreed.equals(HopByHop.tokens(request.headers().getAll("upgrade")));
    }

    static Buffer render(ResponseHead head, String auditId) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(head.headers());
        String protocol = headers.get("upgrade");
        HopByHop.strip(headers);
        Origins.close(headers);
        headers.remove("audit-id").remove("content-length");
        StringBuilder text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        for (Map.Entry<String, String> header : headers) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        text.append("Audit-Id: ").append(auditId).append("\r\nConnection: Upgrade\r\nUpgrade: ");
        return Buffer.buffer(text.append(protocol).append("\r\n\r\n").toString(), "ISO-8859-1");
    }
}
