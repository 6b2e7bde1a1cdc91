package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Ticker;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Answers kept until they say they end; bounded by the size of their keys, the longest unused leaving first. Used on
 * one context only.
 */
final class AnswerCache<K, A> {
    private static final int ENTRY_COST = 512;

    private final LinkedHashMap<K, A> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Ticker ticker;
    private final ToIntFunction<K> size;
    private final ToLongFunction<A> validUntil;
    private final int largestKey;
    private final long capacity;
    private long used;

    /**
     * An empty cache.
     *
     * @param size of a key, in characters
     * @param largestKey beyond which nothing is kept, since a client chooses what it sends
     * @param capacity in characters of all keys
     */
    AnswerCache(Ticker ticker, ToIntFunction<K> size, ToLongFunction<A> validUntil, int largestKey, long capacity) {
        this.ticker = ticker;
        this.size = size;
        this.validUntil = validUntil;
        this.largestKey = largestKey;
        this.capacity = capacity;
    }

    /** The answer, unless it has ended. */
    Optional<A> find(K key) {
        return last(key).filter(answer -> validUntil.applyAsLong(answer) - ticker.nanos() > 0);
    }

    /** The last answer, ended or not. */
    Optional<A> last(K key) {
        return Optional.ofNullable(answers.get(key));
    }

    void keep(K key, A answer) {
        forget(key);
        int cost = cost(key);
        if (cost > largestKey) {
            return;
        }
        answers.put(key, answer);
        used += cost;
        while (used > capacity) {
            forget(answers.keySet().iterator().next());
        }
    }

    void forget(K key) {
        if (answers.remove(key) != null) {
            used -= cost(key);
        }
    }

    void clear() {
        answers.clear();
        used = 0;
    }

    private int cost(K key) {
        return ENTRY_COST + size.applyAsInt(key);
    }
}
