package io.clustergateway.kernel.config;

import io.vertx.core.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells when entries of a folder change. A mounted ConfigMap changes by its {@code ..data} link only, so whoever reads
 * files in it watches the folder, not them. A hint and no promise: network file systems tell nothing, and a folder that
 * is itself replaced is lost, so the reader looks by itself now and then.
 */
public final class FolderWatch implements AutoCloseable {
    private final WatchService service;
    private final Context context;
    private final Runnable changed;
    private volatile boolean lost;

    private FolderWatch(WatchService service, Context context, Runnable changed) {
        this.service = service;
        this.context = context;
        this.changed = changed;
    }

    /**
     * Watches until closed. Blocks for the registration; the one thread it holds is a daemon.
     *
     * @param context on which to tell
     * @param changed told at least once for each change, some milliseconds later
     * @throws IOException when the folder cannot be watched
     */
    public static FolderWatch open(Context context, Path folder, Runnable changed) throws IOException {
        WatchService service = folder.getFileSystem().newWatchService();
        try {
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            service.close();
            throw e;
        }
        FolderWatch watch = new FolderWatch(service, context, changed);
        Thread thread = new Thread(watch::follow, "folder-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** Whether it tells nothing any more, because the folder was replaced or it was closed. */
    public boolean isLost() {
        return lost;
    }

    @Override
    public void close() {
        lost = true;
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow() {
        try {
            boolean valid = true;
            while (valid) {
                WatchKey key = service.take();
                key.pollEvents();
                valid = key.reset();
                context.runOnContext(ignored -> changed.run());
            }
            close();
        } catch (ClosedWatchServiceException e) {
            lost = true;
        } catch (RejectedExecutionException e) {
            // Vert.x is closed, and nobody is left to be told.
            close();
        } catch (InterruptedException e) {
            lost = true;
            Thread.currentThread().interrupt();
        }
    }
}
