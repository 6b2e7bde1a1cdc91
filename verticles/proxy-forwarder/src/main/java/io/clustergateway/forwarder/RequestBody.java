package io.clustergateway.forwarder;

import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Bodies that the gateway reads itself. */
final class RequestBody {
    private RequestBody() {}

    /**
     * The whole body of a paused request.
     *
     * @param most bytes
     * @return failed with 413 for more, and when the client leaves
     */
    static Future<Buffer> read(HttpServerRequest request, int most) {
        if (request.isEnded()) { // A paused one is that by the client's reset only.
            return Future.failedFuture(Outcome.clientLeft());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= most) {
                body.appendBuffer(chunk);
            } else {
                request.handler(rest -> {});
                whole.tryFail(tooLarge(most));
            }
        });
        request.endHandler(end -> whole.tryComplete(body));
        request.exceptionHandler(lost -> whole.tryFail(Outcome.clientLeft()));
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
        return whole.future();
    }

    private static Failure tooLarge(int most) {
        return Failure.of(
                413, "RequestEntityTooLarge", "Request entity too large: limit is %d".formatted(most), Hop.REQUEST);
    }
}
