package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.vertx.core.Future;
import java.util.function.Function;

/** Who is a caller at a member? Answers that hold for all their requests are used until they end. Used on one context only. */
public final class Identities {
    private static final int LARGEST_KEY = 16 * 1024;
    private static final long CAPACITY = 4 * 1024 * 1024;

    private final Function<IdentityQuestion, Future<IdentityAnswer>> topic;
    private final AnswerCache<Key, IdentityAnswer> answers;

    /** No answers yet; {@code topic} is who answers. */
    public Identities(Function<IdentityQuestion, Future<IdentityAnswer>> topic, Ticker ticker) {
        this.topic = topic;
        this.answers = new AnswerCache<>(ticker, Key::size, IdentityAnswer::validUntil, LARGEST_KEY, CAPACITY);
    }

    /** As whom the request appears at the member; every failure is a refusal. */
    public Future<Impersonation> exchange(IdentityQuestion question) {
        Key key = Key.of(question);
        return answers.find(key)
                .map(Future::succeededFuture)
                .orElseGet(() -> topic.apply(question).onSuccess(answer -> keep(key, answer)))
                .map(IdentityAnswer::impersonation);
    }

    private void keep(Key key, IdentityAnswer answer) {
        if (answer.reusable()) {
            answers.keep(key, answer);
        }
    }

    private record Key(Caller caller, String uid, String resourceVersion, boolean requested) {
        static Key of(IdentityQuestion question) {
            return new Key(
                    question.caller(),
                    question.cluster().uid(),
                    question.cluster().resourceVersion(),
                    question.requested());
        }

        int size() {
            int size = caller.user().length() + 128;
            for (String group : caller.groups()) {
                size += group.length();
            }
            for (var extra : caller.extra().entrySet()) {
                size += extra.getKey().length();
                for (String value : extra.getValue()) {
                    size += value.length();
                }
            }
            return size;
        }
    }
}
