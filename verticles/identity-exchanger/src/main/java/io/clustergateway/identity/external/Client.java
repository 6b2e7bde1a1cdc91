package io.clustergateway.identity.external;

import io.clustergateway.kernel.Lifetime;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import java.util.function.Function;

/** An HTTP client that closes when it was replaced and what is under way has ended. Used on one context only. */
final class Client {
    private final HttpClient http;
    private final Lifetime lifetime;
    private int uses;
    private boolean retired;

    /** The client that was made in this lifetime. */
    Client(HttpClient http, Lifetime lifetime) {
        this.http = http;
        this.lifetime = lifetime;
    }

    <T> Future<T> use(Function<HttpClient, Future<T>> work) {
        uses++;
        return Future.succeededFuture(http).compose(work).onComplete(done -> {
            uses--;
            closeWhenDone();
        });
    }

    void retire() {
        retired = true;
        closeWhenDone();
    }

    Future<Void> close() {
        return lifetime.end();
    }

    private void closeWhenDone() {
        if (retired && uses == 0) {
            close();
        }
    }
}
