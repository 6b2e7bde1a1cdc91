package io.clustergateway.identity.external;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.rules.ExternalExchanger;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One breaker for each URL, whichever rules name it. Used on one context only. */
final class Breakers {
    private final Ticker ticker;
    private final ExchangeMetrics metrics;
    private final Map<String, Breaker> breakers = new HashMap<>();

    Breakers(Ticker ticker, ExchangeMetrics metrics) {
        this.ticker = ticker;
        this.metrics = metrics;
    }

    Breaker of(ExternalExchanger exchanger) {
        return breakers.computeIfAbsent(label(exchanger), label -> {
            Breaker breaker = new Breaker(ticker);
            metrics.show(label, breaker);
            return breaker;
        });
    }

    void retain(Set<ExternalExchanger> inForce) {
        Set<String> labels = inForce.stream().map(Breakers::label).collect(Collectors.toSet());
        breakers.keySet().removeIf(label -> {
            boolean gone = !labels.contains(label);
            if (gone) {
                metrics.hide(label);
            }
            return gone;
        });
    }

    /** The URL without its query, which may hold what metrics are not to show. */
    private static String label(ExternalExchanger exchanger) {
        URI url = exchanger.url();
        return "%s://%s%s".formatted(url.getScheme(), url.getRawAuthority(), url.getRawPath());
    }
}
