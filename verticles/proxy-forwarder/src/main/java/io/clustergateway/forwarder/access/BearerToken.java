package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Failure;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Where a client may put its token: the Authorization header, or a WebSocket subprotocol, since browsers set no headers. */
final class BearerToken {
    private static final String SCHEME = "bearer";
    private static final String SUBPROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private BearerToken() {}

    /** The token, empty for none; the header wins, as in the reference. Fails 401 for a malformed subprotocol. */
    static String of(MultiMap headers) {
        String token = ofAuthorization(headers);
        return token.isEmpty() && Upgrade.isWebSocket(headers) ? ofSubprotocols(headers) : token;
    }

    private static String ofAuthorization(MultiMap headers) {
        String value = headers.get(HttpHeaders.AUTHORIZATION);
        if (value == null) {
            return "";
        }
        String[] words = value.strip().split(" ", 3);
        return words.length >= 2 && words[0].equalsIgnoreCase(SCHEME) ? words[1] : "";
    }

    private static String ofSubprotocols(MultiMap headers) {
        List<String> tokens = new ArrayList<>();
        boolean others = false;
        for (String line : headers.getAll("sec-websocket-protocol")) {
            for (String protocol : line.split(",")) {
                String name = protocol.strip();
                if (name.startsWith(SUBPROTOCOL)) {
                    tokens.add(name.substring(SUBPROTOCOL.length()));
                } else if (!name.isEmpty()) {
                    others = true;
                }
            }
        }
        if (tokens.isEmpty()) {
            return "";
        }
        if (tokens.size() > 1 || !others) {
            throw Failure.unauthorized(
                    "Sec-WebSocket-Protocol: %d bearer tokens, %s (expected: one, and another subprotocol beside it)"
                            .formatted(tokens.size(), others ? "another subprotocol" : "no other subprotocol"));
        }
        return decoded(tokens.get(0));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failure.unauthorized("Sec-WebSocket-Protocol: the bearer token is no base64url");
        }
    }
}
