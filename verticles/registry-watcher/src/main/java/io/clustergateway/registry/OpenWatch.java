package io.clustergateway.registry;

import io.clustergateway.kernel.Outflow;
import io.clustergateway.registry.serving.Watch;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A watch with its reader and its clocks. Ends once, whoever ends it. */
final class OpenWatch {
    /** At least each minute, and not all of them at once. */
    private static final long BOOKMARK_MILLIS = 50_000;

    /** kube-apiserver's --min-request-timeout; a watch without a limit gets up to twice as long. */
    private static final long LEAST_MILLIS = 1_800_000;

    private final Vertx vertx;
    private final Watch watch;
    private final Outflow<Buffer> out;
    private final Handler<OpenWatch> onEnd;
    private long bookmarks;
    private long limit;
    private boolean ended;

    OpenWatch(Vertx vertx, Watch watch, Outflow<Buffer> out, Handler<OpenWatch> onEnd) {
        this.vertx = vertx;
        this.watch = watch;
        this.out = out;
        this.onEnd = onEnd;
    }

    /**
     * Waits for the reader's first credit.
     *
     * @param asked after which the client wants it to end
     */
    void start(Optional<Duration> asked) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        bookmarks = vertx.setPeriodic(
                random.nextLong(BOOKMARK_MILLIS / 2, BOOKMARK_MILLIS), BOOKMARK_MILLIS, due -> bookmark());
        limit = vertx.setTimer(
                asked.map(Duration::toMillis).orElseGet(() -> LEAST_MILLIS + random.nextLong(LEAST_MILLIS)),
                over -> finish());
        out.onCredit(this::tell);
        out.onClose(this::release);
    }

    /** Tells what there is to tell, as far as the reader takes it. */
    void tell() {
        while (out.hasCredit()) {
            Optional<Buffer> frame = watch.next();
            if (frame.isEmpty()) {
                break;
            }
            out.send(frame.get());
        }
        if (watch.isOver() || watch.isLeftBehind() && !out.hasCredit()) {
            end();
        }
    }

    void end() {
        out.end();
        release();
    }

    private void finish() {
        bookmark();
        end();
    }

    private void bookmark() {
        if (out.hasCredit()) {
            watch.bookmark().ifPresent(out::send);
        }
    }

    private void release() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(bookmarks);
            vertx.cancelTimer(limit);
            onEnd.handle(this);
        }
    }
}
