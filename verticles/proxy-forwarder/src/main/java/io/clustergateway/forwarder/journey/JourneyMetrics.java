package io.clustergateway.forwarder.journey;

import io.clustergateway.kernel.trace.TraceContext;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics of all requests of the process. Safe to use from any thread. */
public final class JourneyMetrics {
    private static final double[] BUCKETS = {0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
    private static final double NANOS = 1e9;
    private static final int MOST_REASONS = 100;

    private final Counter requests;
    private final Counter answers;
    private final Histogram duration;
    private final Histogram steps;
    private final Gauge inFlight;
    private final Gauge streams;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    /** Registers them; once for each registry. */
    public JourneyMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("cluster_gateway_requests_total")
                .help("Requests at their end: what for, and who refused or failed them and why.")
                .labelNames("target", "hop", "reason", "code")
                .register(registry);
        answers = Counter.builder()
                .name("cluster_gateway_answers_total")
                .help("Answers about access and identity: kept ones used again, or asked for.")
                .labelNames("kind", "source")
                .register(registry);
        duration = histogram("cluster_gateway_request_duration_seconds", "target", "hop")
                .help("Time from a request's arrival to the last byte of its answer, without streams.")
                .register(registry);
        steps = histogram("cluster_gateway_request_step_duration_seconds", "step")
                .help("Where requests spent their time.")
                .register(registry);
        inFlight = Gauge.builder()
                .name("cluster_gateway_requests_in_flight")
                .help("Requests that have not ended, streams included.")
                .labelNames("target")
                .register(registry);
        streams = Gauge.builder()
                .name("cluster_gateway_streams_open")
                .help("Requests that last, by kind.")
                .labelNames("kind")
                .register(registry);
    }

    void began(Target target) {
        inFlight.labelValues(target.label()).inc();
    }

    void aimed(Target before, Target now) {
        inFlight.labelValues(before.label()).dec();
        inFlight.labelValues(now.label()).inc();
    }

    void streaming(String kind) {
        streams.labelValues(kind).inc();
    }

    void took(Step step, long nanos, Optional<TraceContext> trace) {
        observe(steps.labelValues(step.label()), nanos, trace);
    }

    void answered(String kind, boolean kept) {
        answers.labelValues(kind, kept ? "kept" : "asked").inc();
    }

    /** @param stream its kind; empty for what is none, whose time is told */
    void ended(Target target, Verdict verdict, Optional<String> stream, long nanos, Optional<TraceContext> trace) {
        inFlight.labelValues(target.label()).dec();
        requests.labelValues(target.label(), verdict.hop(), bounded(verdict.reason()), verdict.codeLabel())
                .inc();
        if (stream.isPresent()) {
            streams.labelValues(stream.get()).dec();
        } else {
            observe(duration.labelValues(target.label(), verdict.hop()), nanos, trace);
        }
    }

    private String bounded(String reason) {
        if (!reasons.contains(reason) && reasons.size() < MOST_REASONS) {
            reasons.add(reason);
        }
        return reasons.contains(reason) ? reason : "other";
    }

    private static void observe(DistributionDataPoint point, long nanos, Optional<TraceContext> trace) {
        if (trace.isPresent()) {
            point.observeWithExemplar(
                    nanos / NANOS,
                    Labels.of(
                            "trace_id",
                            trace.get().traceId(),
                            "span_id",
                            trace.get().spanId()));
        } else {
            point.observe(nanos / NANOS);
        }
    }

    private static Histogram.Builder histogram(String name, String... labels) {
        return Histogram.builder().name(name).labelNames(labels).classicOnly().classicUpperBounds(BUCKETS);
    }
}
