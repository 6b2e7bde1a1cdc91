package io.clustergateway.registry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** How many members there are, by state; made anew with each deployment, replacing what the one before showed. */
final class MemberMetrics {
    private static final String SECRETS = "cluster_gateway_member_secrets";
    private static final String INSECURE = "cluster_gateway_insecure_members";

    private final AtomicLong usable = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final AtomicLong unverified = new AtomicLong();

    MemberMetrics(MeterRegistry registry) {
        registry.find(SECRETS).gauges().forEach(registry::remove);
        registry.find(INSECURE).gauges().forEach(registry::remove);
        secrets(registry, "usable", usable);
        secrets(registry, "broken", broken);
        Gauge.builder(INSECURE, unverified, AtomicLong::get)
                .description("Members whose serving certificate is not verified.")
                .register(registry);
    }

    void set(long usableNow, long brokenNow, long unverifiedNow) {
        usable.set(usableNow);
        broken.set(brokenNow);
        unverified.set(unverifiedNow);
    }

    private static void secrets(MeterRegistry registry, String state, AtomicLong value) {
        Gauge.builder(SECRETS, value, AtomicLong::get)
                .description("Member Secrets, by whether they can be used.")
                .tag("state", state)
                .register(registry);
    }
}
