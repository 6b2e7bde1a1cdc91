package io.clustergateway.kernel.management;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Status;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** How this port says no: by a Status that nobody keeps. */
final class Refusal {
    private Refusal() {}

    static void send(HttpServerResponse response, Failure failure) {
        failure.retryAfterSeconds()
                .ifPresent(seconds -> response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds)));
        response.setStatusCode(failure.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .end(Status.render(failure));
    }
}
