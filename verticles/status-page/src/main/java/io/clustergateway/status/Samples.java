package io.clustergateway.status;

import io.clustergateway.kernel.Ticker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the metrics, once in a while at most, however many look at the page. Used by one thread at a time. */
final class Samples {
    private static final long KEPT = Duration.ofSeconds(1).toNanos();

    private final PrometheusRegistry registry;
    private final Ticker ticker;
    private @Nullable Taken last;

    Samples(PrometheusRegistry registry, Ticker ticker) {
        this.registry = registry;
        this.ticker = ticker;
    }

    /** A sample, not changed any more. @param nanos reading of the ticker when it was taken */
    record Taken(Sample sample, long nanos) {}

    Taken take() {
        long now = ticker.nanos();
        Taken known = last;
        if (known != null && now - known.nanos() < KEPT) {
            return known;
        }
        Sample sample = new Sample();
        registry.scrape(Sample::shows).forEach(sample::add);
        Taken taken = new Taken(sample, now);
        last = taken;
        return taken;
    }
}
