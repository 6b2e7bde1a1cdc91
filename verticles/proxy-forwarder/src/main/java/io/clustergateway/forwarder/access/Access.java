package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Caller;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who asks, and may they? Equal questions are asked once at a time and their answers, allowed or refused, used until
 * they end. Used on one context only.
 */
public final class Access {
    private static final int LARGEST_KEY = 16 * 1024;
    private static final long CAPACITY = 4 * 1024 * 1024;
    private static final long STALE_PAUSE = Duration.ofSeconds(1).toNanos();

    private final Function<AccessQuestion, Future<AccessAnswer>> topic;
    private final Ticker ticker;
    private final long staleAllow;
    private final AnswerCache<AccessKey, Kept> answers;
    private final Map<AccessKey, Future<AccessAnswer>> asked = new HashMap<>();
    private long generation;

    /**
     * No answers yet.
     *
     * @param topic who answers, each question anew
     * @param staleAllow how long past its end an allowing answer is used while hub authorization is silent
     */
    public Access(Function<AccessQuestion, Future<AccessAnswer>> topic, Ticker ticker, Duration staleAllow) {
        this.topic = topic;
        this.ticker = ticker;
        this.staleAllow = staleAllow.toNanos();
        this.answers =
                new AnswerCache<>(ticker, AccessKey::size, Kept::usableUntil, this.staleAllow, LARGEST_KEY, CAPACITY);
    }

    /** The caller; fails 401 when nobody knows them, 403 when they may not, 503 when the hub does not answer. */
    public Future<Caller> allowed(AccessQuestion question) {
        return answer(question).compose(Access::caller);
    }

    /** Likewise, but that they may not is an answer, beside who they are. */
    public Future<AccessAnswer> answer(AccessQuestion question) {
        AccessKey key = AccessKey.of(question);
        return answers.find(key)
                .map(kept -> Future.succeededFuture(kept.answer()))
                .orElseGet(() -> ask(key, question));
    }

    /** Forgets every answer, because the same headers may now name another caller. */
    public void clear() {
        answers.clear();
        asked.clear();
        generation++;
    }

    private static Future<Caller> caller(AccessAnswer answer) {
        return answer.refusal()
                .<Future<Caller>>map(Future::failedFuture)
                .orElseGet(() -> Future.succeededFuture(answer.caller()));
    }

    private Future<AccessAnswer> ask(AccessKey key, AccessQuestion question) {
        Future<AccessAnswer> pending = asked.get(key);
        if (pending != null) {
            return pending;
        }
        long asking = generation;
        Future<AccessAnswer> answer = topic.apply(question)
                .onSuccess(fresh -> keep(key, new Kept(fresh, fresh.validUntil()), asking))
                .recover(error -> unanswered(key, error, asking));
        if (!answer.isComplete()) {
            asked.put(key, answer);
            answer.onComplete(done -> asked.remove(key, answer));
        }
        return answer;
    }

    private void keep(AccessKey key, Kept answer, long asking) {
        if (asking == generation) {
            answers.keep(key, answer);
        }
    }

    private Future<AccessAnswer> unanswered(AccessKey key, Throwable error, long asking) {
        if (!(error instanceof Failure failure) || failure.code() != 503 && failure.code() != 504) {
            answers.forget(key);
            return Future.failedFuture(error);
        }
        Optional<AccessAnswer> stale = failure.hop() == Hop.HUB_AUTHORIZATION ? stale(key) : Optional.empty();
        if (stale.isEmpty()) {
            return Future.failedFuture(repeatable(failure));
        }
        long end = stale.get().validUntil() + staleAllow;
        long pause = ticker.nanos() + STALE_PAUSE;
        keep(key, new Kept(stale.get(), end - pause < 0 ? end : pause), asking);
        return Future.succeededFuture(stale.get());
    }

    private Optional<AccessAnswer> stale(AccessKey key) {
        return answers.last(key)
                .map(Kept::answer)
                .filter(answer -> answer.refusal().isEmpty())
                .filter(answer -> ticker.nanos() - answer.validUntil() < staleAllow);
    }

    /** Nothing has been sent to a member, so any request may be repeated; clients repeat 503 with Retry-After only. */
    private static Failure repeatable(Failure failure) {
        Failure unavailable =
                failure.code() == 503 ? failure : Failure.unavailable(failure.getMessage(), failure.hop());
        return unavailable.retryAfterSeconds().isPresent() ? unavailable : unavailable.retryAfter(1);
    }

    /**
     * An answer in use.
     *
     * @param usableUntil its own end, or beyond it the next moment to ask a silent hub again
     */
    private record Kept(AccessAnswer answer, long usableUntil) {}
}
