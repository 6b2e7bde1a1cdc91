package io.clustergateway.forwarder.load;

import io.clustergateway.forwarder.load.MemberLoad.Reading;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToIntFunction;

/** Labelled by member, of which the table has so many, and never by caller. One for each process; safe from any thread. */
public final class LoadMetrics {
    private static final double[] BUCKETS = {0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry;
    private final Counter rejected;
    private final Histogram waits;

    /** Registers what is counted; what is read when asked for comes with the things themselves. */
    public LoadMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        this.rejected = Counter.builder()
                .name("cluster_gateway_requests_rejected_total")
                .help("Requests for members that were refused, by limit or circuit.")
                .labelNames("cluster", "reason")
                .register(registry);
        this.waits = Histogram.builder()
                .name("cluster_gateway_member_queue_wait_seconds")
                .help("Time that requests waited for a free place at their member before they were let in.")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(registry);
    }

    void waited(long nanos) {
        waits.observe(nanos / NANOS);
    }

    void rejected(String member, String reason) {
        rejected.labelValues(member, reason).inc();
    }

    void forget(String member) {
        for (Rejection reason : Rejection.values()) {
            rejected.remove(member, reason.label());
        }
        rejected.remove(member, Breaker.CIRCUIT);
        rejected.remove(member, Breaker.UNHEALTHY);
    }

    void show(Load load) {
        gauge(
                load,
                "cluster_gateway_member_requests_limit",
                "Requests the member may have in flight now.",
                Reading::limit);
        gauge(
                load,
                "cluster_gateway_member_requests_in_flight",
                "Requests of the member in flight, without streams.",
                Reading::requests);
        gauge(
                load,
                "cluster_gateway_member_streams_in_flight",
                "Watches, logs and tunnels open at the member.",
                Reading::streams);
        gauge(
                load,
                "cluster_gateway_member_requests_queued",
                "Requests that wait for a free place at the member.",
                Reading::queued);
    }

    void show(Breaker breaker) {
        GaugeWithCallback.builder()
                .name("cluster_gateway_member_circuit_state")
                .help("0 closed, 1 open, 2 one request finds out whether the member is back.")
                .labelNames("cluster")
                .callback(gauge -> breaker.states().forEach((member, state) -> gauge.call(state.ordinal(), member)))
                .register(registry);
    }

    private void gauge(Load load, String name, String help, ToIntFunction<Reading> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("cluster")
                .callback(gauge ->
                        load.readings().forEach((member, reading) -> gauge.call(value.applyAsInt(reading), member)))
                .register(registry);
    }
}
