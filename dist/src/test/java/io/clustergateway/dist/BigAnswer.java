package io.clustergateway.dist;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/** A member's answer of one GiB, written as fast as it is taken. */
public final class BigAnswer implements Handler<HttpServerRequest> {
    private static final int CHUNKS = 1024;
    private static final Buffer CHUNK = Buffer.buffer(new byte[1 << 20]);

    private final AtomicLong taken = new AtomicLong();

    /** How many bytes were taken off the member's hands. */
    public long taken() {
        return taken.get();
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response().setChunked(true);
        write(request, CHUNKS);
    }

    private void write(HttpServerRequest request, int left) {
        if (left == 0) {
            request.response().end();
            return;
        }
        request.response().write(CHUNK).onSuccess(written -> {
            taken.addAndGet(CHUNK.length());
            write(request, left - 1);
        });
    }
}
