package io.clustergateway.forwarder.wire;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers of our own. */
public final class Responses {
    private Responses() {}

    /**
     * Answers a failure as a Status; what is in the response's headers already (Audit-Id) stays. An unread body is
     * dropped: on HTTP/1.1 the connection closes after the answer, on HTTP/2 the stream ends. Does nothing when the head
     * is written or the client has left.
     */
    public static void fail(HttpServerRequest request, Failure failure) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        Buffer body = Status.render(failure);
        response.setStatusCode(failure.code())
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-cache, private")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader(Status.HOP_HEADER, failure.hop().toString());
        failure.retryAfterSeconds().ifPresent(seconds -> response.putHeader("retry-after", Integer.toString(seconds)));
        end(request, body);
    }

    private static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        boolean unread = !request.isEnded();
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.putHeader("connection", "close");
        }
        if (unread) {
            request.handler(chunk -> {});
            request.resume();
        }
        response.end(body);
    }
}
