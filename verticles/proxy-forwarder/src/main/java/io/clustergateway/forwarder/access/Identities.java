package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.RequestVariable;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is a caller at a member? An answer is used again, until it ends, for requests that do not differ in what it
 * depends on. Used on one context only.
 */
public final class Identities {
    private static final int LARGEST_KEY = 16 * 1024;
    private static final long CAPACITY = 4 * 1024 * 1024;
    private static final int MEMBERS = 20_000;

    private final Function<IdentityQuestion, Future<IdentityAnswer>> topic;
    private final AnswerCache<IdentityKey, IdentityAnswer> answers;
    private final Map<Rules, Set<RequestVariable>> dependences = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Rules, Set<RequestVariable>> eldest) {
            return size() > MEMBERS;
        }
    };
    private long generation;

    /** No answers yet; {@code topic} is who answers. */
    public Identities(Function<IdentityQuestion, Future<IdentityAnswer>> topic, Ticker ticker) {
        this.topic = topic;
        this.answers =
                new AnswerCache<>(ticker, IdentityKey::size, IdentityAnswer::validUntil, 0, LARGEST_KEY, CAPACITY);
    }

    /** Who the request appears as at the member; every failure is a refusal. */
    public Future<IdentityAnswer> exchange(IdentityQuestion question) {
        Rules rules = Rules.of(question);
        return Optional.ofNullable(dependences.get(rules))
                .flatMap(variables -> IdentityKey.of(question, variables))
                .flatMap(answers::find)
                .map(Future::succeededFuture)
                .orElseGet(() -> ask(rules, question));
    }

    /** Forgets every answer, because other rules are in force. */
    public void clear() {
        answers.clear();
        dependences.clear();
        generation++;
    }

    private Future<IdentityAnswer> ask(Rules rules, IdentityQuestion question) {
        long asking = generation;
        return topic.apply(question).onSuccess(answer -> {
            if (asking == generation) {
                dependences.put(rules, answer.dependsOn());
                IdentityKey.of(question, answer.dependsOn()).ifPresent(key -> answers.keep(key, answer));
            }
        });
    }

    /** All that decides which rules are asked; of one version of these, every answer depends on the same variables. */
    private record Rules(String uid, String resourceVersion, boolean requested) {
        static Rules of(IdentityQuestion question) {
            Cluster cluster = question.cluster();
            return new Rules(cluster.uid(), cluster.resourceVersion(), question.requested());
        }
    }
}
