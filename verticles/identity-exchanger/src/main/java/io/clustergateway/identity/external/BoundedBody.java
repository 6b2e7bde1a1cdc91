package io.clustergateway.identity.external;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** A body of at most 1 MiB. */
final class BoundedBody {
    private static final int LIMIT = 1 << 20;

    private final Promise<Buffer> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();

    private BoundedBody() {}

    /** Fails with a {@link Fault} as soon as it is too large; what comes after it is dropped. */
    static Future<Buffer> read(HttpClientResponse response) {
        BoundedBody body = new BoundedBody();
        response.handler(body::add)
                .exceptionHandler(body.promise::tryFail)
                .endHandler(end -> body.promise.tryComplete(body.body));
        return body.promise.future();
    }

    private void add(Buffer chunk) {
        if (promise.future().isComplete()) {
            return;
        }
        if (body.length() + chunk.length() > LIMIT) {
            promise.tryFail(Fault.answer("the answer is larger than 1 MiB"));
        } else {
            body.appendBuffer(chunk);
        }
    }
}
