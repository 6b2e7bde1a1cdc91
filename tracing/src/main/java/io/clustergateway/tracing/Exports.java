package io.clustergateway.tracing;

import io.clustergateway.kernel.ops.Metrics;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is sent, and says once when it begins to fail and once when it is well again. Safe from any thread. */
final class Exports implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(Exports.class);

    private final SpanExporter exporter;
    private final String url;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable Counter spans;

    Exports(SpanExporter exporter, String url) {
        this.exporter = exporter;
        this.url = url;
    }

    /** Counts in this registry; further calls do nothing. */
    synchronized void count(Metrics metrics) {
        if (spans == null) {
            Counter made = Counter.builder()
                    .name("cluster_gateway_trace_spans_total")
                    .help("Spans sent to the collector, by whether it took them.")
                    .labelNames("result")
                    .register(metrics.prometheus());
            made.labelValues("exported");
            made.labelValues("failed");
            spans = made;
        }
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
        int size = batch.size();
        CompletableResultCode result = exporter.export(batch);
        return result.whenComplete(() -> ended(size, result));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private void ended(int size, CompletableResultCode result) {
        boolean failed = !result.isSuccess();
        Counter counter = spans;
        if (counter != null) {
            counter.labelValues(failed ? "failed" : "exported").inc(size);
        }
        if (failing.getAndSet(failed) == failed) {
            return;
        }
        if (failed) {
            log.warn("traces are lost, the collector does not take them endpoint={} cause={}", url, cause(result));
        } else {
            log.info("the collector takes traces again endpoint={}", url);
        }
    }

    private static String cause(CompletableResultCode result) {
        Throwable cause = result.getFailureThrowable();
        return cause == null ? "refused" : cause.toString();
    }
}
