package io.clustergateway.identity.external;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Waiting no longer than that. Unlike Future.timeout, the end comes on the calling context whoever made the future. */
final class TimeLimit {
    private TimeLimit() {}

    /** The same outcome, or a {@link Fault} when the time is up. */
    static <T> Future<T> of(Vertx vertx, Duration limit, Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), up -> promise.tryFail(Fault.timeout(limit)));
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
