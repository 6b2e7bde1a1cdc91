package io.clustergateway.kernel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Waiting no longer than that. {@link Future#timeout} keeps the time of a future without a context, as a plain promise's, on a
 * thread of netty's under a lock, and its end comes on that thread; here both are the caller's loop.
 */
public final class TimeLimit {
    private TimeLimit() {}

    /**
     * The same outcome, or a {@link TimeoutException} when the time is up. To be called on a context, where the time's end comes.
     *
     * @param limit at least a millisecond is waited
     */
    public static <T> Future<T> of(Vertx vertx, Duration limit, Future<T> future) {
        return of(
                vertx, limit, future, past -> new TimeoutException("nothing within %d ms".formatted(past.toMillis())));
    }

    /** The same outcome, or that failure of the limit when the time is up. */
    public static <T> Future<T> of(
            Vertx vertx, Duration limit, Future<T> future, Function<Duration, ? extends Throwable> late) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), up -> promise.tryFail(late.apply(limit)));
        future.onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        return promise.future();
    }
}
