package io.clustergateway.registry;

import io.clustergateway.registry.MemberState.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Gauges of members. A new deployment takes those of one that died away. */
final class MemberMetrics {
    private static final String MEMBERS = "cluster_gateway_members";
    private static final String SECRETS = "cluster_gateway_member_secrets";
    private static final String INSECURE = "cluster_gateway_insecure_members";
    private static final String HASH = "cluster_gateway_member_table_hash";

    private final MeterRegistry registry;
    private final Map<Condition, AtomicLong> conditions = new EnumMap<>(Condition.class);
    private final AtomicLong usable;
    private final AtomicLong broken;
    private final AtomicLong unverified;
    private final AtomicLong hash;

    MemberMetrics(MeterRegistry registry) {
        this.registry = registry;
        List.of(MEMBERS, SECRETS, INSECURE, HASH)
                .forEach(name -> registry.find(name).gauges().forEach(registry::remove));
        for (Condition condition : Condition.values()) {
            Tags tags = Tags.of("condition", condition.name().toLowerCase(Locale.ROOT));
            conditions.put(condition, gauge(MEMBERS, "Members by condition; each is in one.", tags));
        }
        String secrets = "Member Secrets, by whether they can be used.";
        usable = gauge(SECRETS, secrets, Tags.of("state", "usable"));
        broken = gauge(SECRETS, secrets, Tags.of("state", "broken"));
        unverified = gauge(INSECURE, "Members whose serving certificate is not verified.", Tags.empty());
        hash = gauge(
                HASH, "Hash of all members' configuration, without their health; replicas must agree.", Tags.empty());
    }

    void set(MemberCount now) {
        conditions.forEach((condition, value) -> value.set(now.of(condition)));
        usable.set(now.all() - now.of(Condition.BROKEN));
        broken.set(now.of(Condition.BROKEN));
        unverified.set(now.unverified());
        hash.set(now.hash());
    }

    private AtomicLong gauge(String name, String description, Tags tags) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get)
                .description(description)
                .tags(tags)
                .register(registry);
        return value;
    }
}
