package io.clustergateway.identity.external;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import java.util.function.Function;

/** An HTTP client that closes when it was replaced and what is under way has ended. Used on one context only. */
final class Client {
    private final HttpClient http;
    private int uses;
    private boolean retired;

    Client(HttpClient http) {
        this.http = http;
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
        return http.close();
    }

    private void closeWhenDone() {
        if (retired && uses == 0) {
            http.close();
        }
    }
}
