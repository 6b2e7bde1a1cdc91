package io.clustergateway.registry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Gauges of where members come from. A new deployment takes those of one that died away. */
final class SourceMetrics {
    private static final String UP = "cluster_gateway_member_source_up";
    private static final String CONTACT = "cluster_gateway_member_source_last_contact_timestamp_seconds";

    private final Clock clock;
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong contact = new AtomicLong();

    SourceMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        List.of(UP, CONTACT).forEach(name -> registry.find(name).gauges().forEach(registry::remove));
        Gauge.builder(UP, up::get)
                .description("Whether the hub's member Secrets, or the folder of manifests, can be read.")
                .strongReference(true)
                .register(registry);
        Gauge.builder(CONTACT, contact::get)
                .description("When the source of members was last heard of, bookmarks included; 0 for never.")
                .strongReference(true)
                .register(registry);
    }

    /** The source told something. */
    void heard() {
        contact.set(clock.instant().getEpochSecond());
    }

    void up(boolean now) {
        up.set(now ? 1 : 0);
    }
}
