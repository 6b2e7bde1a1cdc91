package io.clustergateway.identity.external;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that still hold, bounded by the size of callers and answers, the longest unused leaving first. Used on one
 * context only.
 */
final class KeptAnswers {
    private static final int ENTRY_COST = 1024;
    private static final int ITEM_COST = 64;

    private final LinkedHashMap<AnswerKey, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Ticker ticker;
    private final long largest;
    private final long capacity;
    private long used;

    /** Room for some thousand callers of usual size. */
    KeptAnswers(Ticker ticker) {
        this(ticker, 64 * 1024, 8 * 1024 * 1024);
    }

    /**
     * An empty cache.
     *
     * @param largest entry that is kept, since callers and servers choose what they send; in characters
     * @param capacity of all entries, in characters
     */
    KeptAnswers(Ticker ticker, long largest, long capacity) {
        this.ticker = ticker;
        this.largest = largest;
        this.capacity = capacity;
    }

    Optional<Answer> find(AnswerKey key) {
        return Optional.ofNullable(answers.get(key)).filter(this::holds);
    }

    void keep(AnswerKey key, Answer answer) {
        forget(key);
        long cost = cost(key, answer);
        if (!holds(answer) || cost > largest) {
            return;
        }
        answers.put(key, answer);
        used += cost;
        while (used > capacity) {
            forget(answers.keySet().iterator().next());
        }
    }

    private boolean holds(Answer answer) {
        return answer.lasts() && answer.validUntil() - ticker.nanos() > 0;
    }

    private void forget(AnswerKey key) {
        Answer old = answers.remove(key);
        if (old != null) {
            used -= cost(key, old);
        }
    }

    private static long cost(AnswerKey key, Answer answer) {
        return ENTRY_COST
                + cost(key.caller())
                + cost(key.cluster())
                + (answer.verdict() instanceof Verdict.Allowed allowed ? cost(allowed.identity()) : 0);
    }

    private static long cost(ClusterFacts cluster) {
        return cluster.labels().entrySet().stream()
                .mapToLong(label ->
                        ITEM_COST + label.getKey().length() + label.getValue().length())
                .sum();
    }

    private static long cost(Identity identity) {
        long cost =
                identity.user().length() + identity.uid().map(String::length).orElse(0) + cost(identity.groups());
        for (Map.Entry<String, List<String>> extra : identity.extra().entrySet()) {
            cost += ITEM_COST + extra.getKey().length() + cost(extra.getValue());
        }
        return cost;
    }

    private static long cost(List<String> texts) {
        return texts.stream().mapToLong(text -> ITEM_COST + text.length()).sum();
    }
}
