package io.clustergateway.testkit.pocket;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.NetSocket;

/**
 * The socket under an HTTP/1.1 request. The public way, {@code toNetSocket()}, refuses a POST, and SPDY upgrades are
 * POSTs; this is the one place that reaches for Vert.x' inner types.
 */
final class RawConnection {

    private RawConnection() {}

    static Future<NetSocket> of(HttpServerRequest request) {
        return ((Http1xServerConnection) request.connection()).netSocket();
    }
}
