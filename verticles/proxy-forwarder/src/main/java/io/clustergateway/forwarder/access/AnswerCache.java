package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Ticker;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Answers kept until they say they end; bounded by the size of their keys, the longest unused leaving first. Ended ones
 * leave as others come, so that callers who come once take room no longer than their answers last. Used on one context
 * only.
 */
final class AnswerCache<K, A> {
    private static final int ENTRY_COST = 512;
    /** More than the one that comes, so that ended ones become fewer. */
    private static final int LEAVING = 2;

    private final LinkedHashMap<K, A> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Ticker ticker;
    private final ToIntFunction<K> size;
    private final ToLongFunction<A> validUntil;
    private final long afterlife;
    private final int largestKey;
    private final long capacity;
    private long used;

    /**
     * An empty cache.
     *
     * @param size of a key, in characters
     * @param afterlife how long past its end {@link #last} may still be asked for an answer, in nanoseconds
     * @param largestKey beyond which nothing is kept, since a client chooses what it sends
     * @param capacity in characters of all keys
     */
    AnswerCache(
            Ticker ticker,
            ToIntFunction<K> size,
            ToLongFunction<A> validUntil,
            long afterlife,
            int largestKey,
            long capacity) {
        this.ticker = ticker;
        this.size = size;
        this.validUntil = validUntil;
        this.afterlife = afterlife;
        this.largestKey = largestKey;
        this.capacity = capacity;
    }

    /** The answer, unless it has ended. */
    Optional<A> find(K key) {
        return last(key).filter(answer -> validUntil.applyAsLong(answer) - ticker.nanos() > 0);
    }

    /** The last answer, ended or not; one that ended longer ago than its afterlife may be gone. */
    Optional<A> last(K key) {
        return Optional.ofNullable(answers.get(key));
    }

    void keep(K key, A answer) {
        forget(key);
        forgetEnded();
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

    private void forgetEnded() {
        Iterator<Map.Entry<K, A>> longestUnused = answers.entrySet().iterator();
        for (int i = 0; i < LEAVING && longestUnused.hasNext(); i++) {
            Map.Entry<K, A> entry = longestUnused.next();
            if (validUntil.applyAsLong(entry.getValue()) + afterlife - ticker.nanos() > 0) {
                return;
            }
            longestUnused.remove();
            used -= cost(entry.getKey());
        }
    }

    private int cost(K key) {
        return ENTRY_COST + size.applyAsInt(key);
    }
}
