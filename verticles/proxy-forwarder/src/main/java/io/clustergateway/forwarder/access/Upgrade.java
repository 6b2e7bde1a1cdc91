package io.clustergateway.forwarder.access;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Whether a request asks for another protocol. */
public final class Upgrade {
    private static final String WEBSOCKET = "websocket";

    private Upgrade() {}

    /** Any Upgrade header counts, with or without {@code Connection: upgrade}: in doubt the stricter review applies. */
    public static boolean isAskedFor(MultiMap headers) {
        return headers.contains(HttpHeaders.UPGRADE);
    }

    /** Whether the protocol asked for is WebSocket. */
    public static boolean isWebSocket(MultiMap headers) {
        return headers.contains(HttpHeaders.UPGRADE, WEBSOCKET, true);
    }
}
