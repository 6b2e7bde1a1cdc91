package io.clustergateway.forwarder.wire;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers of our own. */
public final class Responses {
    private static final long NO_ERROR = 0;
    private static final long MOST_DRAINED = 256 << 10;

    private Responses() {}

    /**
     * Answers a failure as a Status; what is in the response's headers already (Audit-Id) stays. An unread body is
     * dropped: on HTTP/1.1 the connection closes after the answer, on HTTP/2 the stream ends. Does nothing when the head
     * is written or the client has left.
     *
     * @return completes when the answer is written
     */
    public static Future<Void> fail(HttpServerRequest request, Failure failure) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.closed()) {
            return Future.succeededFuture();
        }
        response.setStatusCode(failure.code())
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-cache, private")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader(Status.HOP_HEADER, failure.hop().toString());
        failure.retryAfterSeconds().ifPresent(seconds -> response.putHeader("retry-after", Integer.toString(seconds)));
        return end(request, Status.render(failure));
    }

    private static Future<Void> end(HttpServerRequest request, Buffer body) {
        if (request.isEnded()) {
            return write(request, body);
        }
        return request.version() == HttpVersion.HTTP_2 ? endStream(request, body) : endConnection(request, body);
    }

    /** RFC 9113 section 8.1: a complete answer, then NO_ERROR, tells the client to stop its upload. */
    private static Future<Void> endStream(HttpServerRequest request, Buffer body) {
        request.handler(chunk -> {});
        request.resume();
        return write(request, body).andThen(written -> {
            if (!request.isEnded()) {
                request.response().reset(NO_ERROR);
            }
        });
    }

    /** Closing at once would reset the connection under the answer, so a little of the body is read. */
    private static Future<Void> endConnection(HttpServerRequest request, Buffer body) {
        request.handler(chunk -> {
            if (request.bytesRead() > MOST_DRAINED) {
                request.connection().close();
            }
        });
        request.resume();
        request.response().putHeader("connection", "close");
        return write(request, body);
    }

    /** Vert.x would send the body of an answer to HEAD over HTTP/2, which clients take for a broken stream. */
    private static Future<Void> write(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        return request.method().equals(HttpMethod.HEAD)
                ? response.putHeader("content-length", Integer.toString(body.length()))
                        .end()
                : response.end(body);
    }
}
