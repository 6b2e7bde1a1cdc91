package io.clustergateway.kernel.config;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again and again what stands in a folder: some milliseconds after a change, and now and then by itself, since a watch
 * may miss one. One reading at a time; a change during it is followed by another. Used on one context only.
 */
public final class FolderFollower {
    private static final Logger log = LoggerFactory.getLogger(FolderFollower.class);
    private static final long SETTLING_MILLIS = 50;
    private static final long SCAN_MILLIS = 5_000;

    private final Vertx vertx;
    private final Context context;
    private final Path folder;
    private final Supplier<Future<Void>> reading;
    private @Nullable FolderWatch watch;
    private boolean stopped;
    private boolean isReading;
    private boolean dirty;
    private long settling = -1;
    private long scan = -1;

    /**
     * Nothing read yet.
     *
     * @param reading reads once; deals with its own failures
     */
    public FolderFollower(Vertx vertx, Path folder, Supplier<Future<Void>> reading) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.folder = folder;
        this.reading = reading;
    }

    /** Reads once and goes on following. */
    public Future<Void> start() {
        scan = vertx.setPeriodic(SCAN_MILLIS, ignored -> look());
        return openWatch().compose(watching -> read());
    }

    /** Follows no more. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(scan);
        vertx.cancelTimer(settling);
        return closeWatch();
    }

    private void look() {
        FolderWatch open = watch;
        Future<Void> watching = open == null || open.isLost() ? openWatch() : Future.succeededFuture();
        watching.onComplete(opened -> readSoon());
    }

    private void hint() {
        if (settling < 0 && !stopped) {
            settling = vertx.setTimer(SETTLING_MILLIS, ignored -> {
                settling = -1;
                readSoon();
            });
        }
    }

    private void readSoon() {
        if (isReading) {
            dirty = true;
        } else if (!stopped) {
            read();
        }
    }

    private Future<Void> read() {
        isReading = true;
        return reading.get().onComplete(done -> {
            isReading = false;
            if (dirty && !stopped) {
                dirty = false;
                read();
            }
        });
    }

    private Future<Void> openWatch() {
        return closeWatch()
                .compose(closed -> vertx.executeBlocking(() -> FolderWatch.open(context, folder, this::hint)))
                .onSuccess(this::keep)
                .<Void>mapEmpty()
                .recover(error -> {
                    log.debug("folder is not watched, only scanned folder={}", folder, error);
                    return error instanceof IOException ? Future.succeededFuture() : Future.failedFuture(error);
                });
    }

    private void keep(FolderWatch opened) {
        if (stopped) {
            opened.close();
        } else {
            watch = opened;
        }
    }

    private Future<Void> closeWatch() {
        FolderWatch open = watch;
        watch = null;
        return open == null
                ? Future.succeededFuture()
                : vertx.<Void>executeBlocking(() -> {
                    open.close();
                    return null;
                });
    }
}
