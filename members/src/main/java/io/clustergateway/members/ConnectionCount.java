package io.clustergateway.members;

import io.netty.channel.Channel;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts connections to members by what is spoken on them. Safe to use from any thread. */
@FunctionalInterface
public interface ConnectionCount {
    /** Counts nothing. */
    ConnectionCount NONE = (protocol, channel) -> {};

    /** A connection is there; its end is seen at its channel, whatever has become of it. */
    void opened(String protocol, Channel channel);

    /** Counts in this registry, once for each. */
    static ConnectionCount in(PrometheusRegistry registry) {
        Gauge open = Gauge.builder()
                .name("cluster_gateway_member_connections")
                .help("Connections to members that are open.")
                .labelNames("protocol")
                .register(registry);
        Counter made = Counter.builder()
                .name("cluster_gateway_member_connections_opened_total")
                .help("Connections to members that were made.")
                .labelNames("protocol")
                .register(registry);
        return (protocol, channel) -> {
            made.labelValues(protocol).inc();
            open.labelValues(protocol).inc();
            channel.closeFuture()
                    .addListener(closed -> open.labelValues(protocol).dec());
        };
    }
}
