package io.clustergateway.forwarder.listener;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends now and then an HTTP/2 connection by GOAWAY, as kube-apiserver's {@code --goaway-chance} does: whoever keeps one
 * connection for weeks would never find the other replicas. Requests in flight on it are not affected.
 */
final class GoAwayChance {
    private static final long NO_ERROR = 0;
    /** Requests that were on their way when it was sent are served too, as by Go's graceful shutdown. */
    private static final int EVERY_STREAM = Integer.MAX_VALUE;

    private GoAwayChance() {}

    /** The handler with GOAWAY sent for that share of its requests. */
    static Handler<HttpServerRequest> before(Handler<HttpServerRequest> requests, double chance) {
        if (chance == 0) {
            return requests;
        }
        return request -> {
            requests.handle(request);
            if (request.version() == HttpVersion.HTTP_2
                    && ThreadLocalRandom.current().nextDouble() < chance) {
                request.connection().goAway(NO_ERROR, EVERY_STREAM);
            }
        };
    }
}
