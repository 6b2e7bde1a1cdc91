package io.clustergateway.identity.external;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lets whoever asks what is being asked already wait for that answer. Used on one context only. */
final class SingleFlight<K, V> {
    private final Map<K, Future<V>> underWay = new HashMap<>();

    Future<V> join(K key, Supplier<Future<V>> question) {
        Future<V> same = underWay.get(key);
        if (same != null) {
            return same;
        }
        Future<V> asked = question.get();
        if (!asked.isComplete()) {
            underWay.put(key, asked);
            asked.onComplete(answered -> underWay.remove(key, asked));
        }
        return asked;
    }
}
