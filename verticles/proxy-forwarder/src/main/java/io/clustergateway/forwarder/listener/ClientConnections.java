package io.clustergateway.forwarder.listener;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** How many connections clients have open, whatever has become of them, and how often one had to wait. Safe to use from any thread. */
final class ClientConnections {
    private final Gauge open;
    private final Counter waits;

    ClientConnections(PrometheusRegistry registry) {
        open = Gauge.builder()
                .name("cluster_gateway_client_connections")
                .help("Connections of clients that are open, tunnels included.")
                .labelNames("protocol")
                .register(registry);
        waits = Counter.builder()
                .name("cluster_gateway_connection_turns_waited_total")
                .help("Times that an HTTP/2 connection had brought more than one turn of the event loop serves.")
                .register(registry);
    }

    void waits() {
        waits.inc();
    }

    void accepted(HttpConnection connection) {
        String protocol = connection.getWindowSize() < 0 ? "http/1.1" : "h2";
        open.labelValues(protocol).inc();
        ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .closeFuture()
                .addListener(closed -> open.labelValues(protocol).dec());
    }
}
