package io.clustergateway.identity.external;

import io.clustergateway.rules.Rule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts and times what is asked of servers. Used on one context only. */
final class ExchangeMetrics {
    private static final String BREAKER = "cluster_gateway_identity_exchange_breaker_state";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final RuleLabels rules;

    ExchangeMetrics(MeterRegistry registry, RuleLabels rules) {
        this.registry = registry;
        this.rules = rules;
    }

    /** One question came to its end: {@code allowed}, {@code refused}, or the code of a {@link Fault}. */
    void ended(Rule rule, String code) {
        Counter.builder("cluster_gateway_identity_exchange_requests_total")
                .description(
                        "Questions to external exchangers by what came of them; answers used again are not counted.")
                .tag("rule", rules.of(rule))
                .tag("code", code)
                .register(registry)
                .increment();
    }

    void took(Rule rule, long nanos) {
        Timer.builder("cluster_gateway_identity_exchange_duration_seconds")
                .description("Time that questions to external exchangers took, those without an answer included.")
                .tag("rule", rules.of(rule))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Shows the state of the breaker, instead of that of one left behind by a deployment that died. */
    void show(String url, Breaker breaker) {
        hide(url);
        Gauge.builder(BREAKER, breaker, shown -> shown.state().ordinal())
                .description("Whether an external exchanger is asked: 0 yes, 1 by one request on trial, 2 no.")
                .tag("url", url)
                .register(registry);
    }

    void hide(String url) {
        registry.find(BREAKER).tag("url", url).gauges().forEach(registry::remove);
    }
}
