package io.clustergateway.forwarder.upstream;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.function.Consumer;

/**
 * An exchange that waits for a connection, and may be over before there is one. A pool takes no question back: it keeps it
 * until it has an answer, which before a member that swallows everything takes the whole connect time-out. So the pool
 * keeps this, and what waits behind it goes free when its client leaves.
 */
final class Waiting<T> implements Handler<AsyncResult<T>> {
    private final Consumer<T> giveBack;
    private Promise<T> promise = Promise.promise();

    private Waiting(Consumer<T> giveBack) {
        this.giveBack = giveBack;
    }

    /**
     * What comes, or at once that the client left.
     *
     * @param giveBack takes what comes too late
     */
    static <T> Future<T> of(Exchange exchange, Future<T> coming, Consumer<T> giveBack) {
        Waiting<T> waiting = new Waiting<>(giveBack);
        Future<T> result = waiting.promise.future();
        exchange.sending(waiting::leave);
        coming.onComplete(waiting);
        return result;
    }

    private void leave() {
        Promise<T> left = promise;
        promise = null;
        if (left != null) {
            left.tryFail(Outcome.clientLeft());
        }
    }

    @Override
    public void handle(AsyncResult<T> came) {
        Promise<T> waited = promise;
        promise = null;
        if (waited != null) {
            waited.handle(came);
        } else if (came.succeeded()) {
            giveBack.accept(came.result());
        }
    }
}
