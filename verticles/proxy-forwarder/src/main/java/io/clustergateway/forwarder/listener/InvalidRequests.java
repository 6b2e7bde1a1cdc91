package io.clustergateway.forwarder.listener;

import io.clustergateway.forwarder.wire.Responses;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP, or too much of it, and closes the connection. */
final class InvalidRequests {
    private InvalidRequests() {}

    static void refuse(HttpServerRequest request) {
        request.response().putHeader("connection", "close");
        request.response().bodyEndHandler(ended -> request.connection().close());
        Responses.fail(request, failure(request.decoderResult().cause()));
    }

    private static Failure failure(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Failure.of(
                    414, "RequestURITooLong", "request line: too long (expected: at most 128 KiB)", Hop.REQUEST);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Failure.of(
                    431, "RequestHeaderFieldsTooLarge", "headers: too long (expected: at most 1 MiB)", Hop.REQUEST);
        }
        return Failure.badRequest("the request is no valid HTTP/1.1");
    }
}
