package io.clustergateway.testkit.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** What a client says to a proxy before its own bytes, read as it comes. */
abstract class ProxyRequest {
    final ForwardProxy proxy;
    final NetSocket near;
    private Buffer received = Buffer.buffer();

    ProxyRequest(ForwardProxy proxy, NetSocket near) {
        this.proxy = proxy;
        this.near = near;
    }

    final void read() {
        near.exceptionHandler(broken -> near.close());
        near.handler(bytes -> {
            received.appendBuffer(bytes);
            int used = step(received);
            while (used > 0) {
                received = received.getBuffer(used, received.length());
                used = step(received);
            }
        });
    }

    /** How many bytes a whole step took, 0 when it is not whole or when the proxy carries bytes by now. */
    abstract int step(Buffer bytes);
}
